//! Who stays in the first module, and who comes with the second.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{Visitor, dfs_in_order};
use walrus::{ElementItems, ExportItem, FunctionId, FunctionKind, Module};

use crate::linked::{Linked, Thing};
use crate::rules::Rules;

/// The parts of a module after all was decided.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Functions of the second module, by their index.
    pub(crate) late: BTreeSet<usize>,
    /// Those of them that the first module can reach: it keeps a door to each.
    pub(crate) doors: BTreeSet<usize>,
    /// Constants of the first module.
    pub(crate) first_bytes: BTreeSet<usize>,
}

/// What a walk over the module has reached.
struct Walk<'a> {
    linked: &'a Linked,
    calls: BTreeMap<FunctionId, BTreeSet<FunctionId>>,
    by_name: BTreeMap<&'a str, FunctionId>,
    names: BTreeMap<FunctionId, &'a str>,
}

impl Plan {
    /// Starts from all that the page or the browser may call, and follows every call and every
    /// address, but not into what may come later: what is not reached comes later, too.
    pub(crate) fn make(module: &Module, linked: &Linked, rules: &Rules) -> Plan {
        let walk = Walk::new(module, linked);
        let mut plan = Plan::default();
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<FunctionId> = walk.roots(module);
        let mut bytes_ahead: Vec<usize> = linked.variables.clone();
        loop {
            let found = if let Some(function) = ahead.pop() {
                if !seen.insert(function) {
                    continue;
                }
                let name = walk.names.get(&function);
                if name.is_some_and(|name| rules.is_late(name)) {
                    plan.doors.insert(function.index());
                    continue;
                }
                ahead.extend(walk.calls.get(&function).into_iter().flatten());
                walk.names.get(&function).map(|name| Thing::Function((*name).to_owned()))
            } else if let Some(number) = bytes_ahead.pop() {
                if linked.names.get(number).is_some_and(|name| rules.is_late(name)) {
                    continue;
                }
                plan.first_bytes.insert(number).then_some(Thing::Bytes(number))
            } else {
                break;
            };
            for thing in found.iter().filter_map(|thing| linked.references.get(thing)).flatten() {
                match thing {
                    Thing::Function(name) => ahead.extend(walk.by_name.get(name.as_str())),
                    Thing::Bytes(number) => bytes_ahead.push(*number),
                }
            }
        }
        let local = module.funcs.iter_local().map(|(id, _)| id);
        let unreached = local.filter(|id| !seen.contains(id)).map(|id| id.index());
        plan.late = unreached.chain(plan.doors.iter().copied()).collect();
        plan
    }
}

impl<'a> Walk<'a> {
    fn new(module: &'a Module, linked: &'a Linked) -> Walk<'a> {
        let mut by_name: BTreeMap<&str, FunctionId> = BTreeMap::new();
        let mut twice = BTreeSet::new();
        let named = module.funcs.iter().filter_map(|it| Some((it.id(), it.name.as_deref()?)));
        for (id, name) in named {
            if by_name.insert(name, id).is_some() {
                twice.insert(name);
            }
        }
        // Two of one name cannot be told apart in the linker's notes.
        by_name.retain(|name, _| !twice.contains(name));
        let names = by_name.iter().map(|(name, id)| (*id, *name)).collect();
        let calls = module.funcs.iter_local().map(|(id, function)| {
            let mut calls = Calls::default();
            dfs_in_order(&mut calls, function, function.entry_block());
            (id, calls.0)
        });
        Walk { linked, calls: calls.collect(), by_name, names }
    }

    /// What can be called without the module's own doing, and what the linker does not know.
    fn roots(&self, module: &Module) -> Vec<FunctionId> {
        let mut roots: Vec<FunctionId> = module.start.into_iter().collect();
        roots.extend(module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        }));
        let known: BTreeSet<&str> = self
            .linked
            .references
            .values()
            .flatten()
            .filter_map(|thing| match thing {
                Thing::Function(name) => Some(name.as_str()),
                Thing::Bytes(_) => None,
            })
            .collect();
        let pointed = module.elements.iter().flat_map(|element| match &element.items {
            ElementItems::Functions(functions) => functions.as_slice(),
            ElementItems::Expressions(..) => &[],
        });
        // A function in the table that no note explains was put there after linking.
        roots.extend(pointed.filter(|function| {
            let local = matches!(module.funcs.get(**function).kind, FunctionKind::Local(_));
            let name = self.names.get(function);
            local && !name.is_some_and(|name| known.contains(name))
        }));
        roots
    }
}

/// The functions that a body calls.
#[derive(Default)]
pub(crate) struct Calls(pub(crate) BTreeSet<FunctionId>);

impl<'instr> Visitor<'instr> for Calls {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.insert(*function);
    }
}
