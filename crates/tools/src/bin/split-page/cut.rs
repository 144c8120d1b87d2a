//! The two modules, each made from the whole by taking away what the other has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::{Value, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportedFunction, LocalFunction, MemoryId, Module, ModuleConfig, TableId,
    ValType, passes,
};

use crate::glue::Names;
use crate::plan::{Calls, Plan};

/// Two functions of the page, see `web/src/rest.rs`: one that says whether all of it is here, by
/// its path, and one that brings what is missing, by the name of its export.
const IS_HERE: &str = "quorate_web::rest::is_here";
const BRING: &str = "bring_rest";

/// A variable of the environment by which the names of functions are kept, for whoever wants to
/// know what is where and how long it is.
const NAMES: &str = "SPLIT_PAGE_NAMES";

/// The name under which the second module finds the first one's exports.
const FIRST: &str = "first";

/// A module that is about to become one of the two.
pub(crate) struct Half {
    module: Module,
    functions: Vec<FunctionId>,
    memory: MemoryId,
    table: TableId,
    /// Where in the table each function stands.
    slots: BTreeMap<usize, u32>,
    slots_end: u32,
    /// Functions of the first module that the second one calls.
    shared: BTreeSet<usize>,
}

impl Half {
    pub(crate) fn new(whole: &[u8], plan: &Plan) -> Result<Half> {
        let module = read(whole)?;
        let functions: Vec<FunctionId> = module.funcs.iter().map(walrus::Function::id).collect();
        if functions.iter().enumerate().any(|(index, id)| id.index() != index) {
            bail!("the functions of a module are not numbered in order");
        }
        let memory = module.memories.iter().next().context("no memory")?.id();
        let table = module.tables.main_function_table()?.context("no table")?;

        let mut slots = BTreeMap::new();
        for element in module.elements.iter() {
            let (from, items) = placed(element)?;
            for (slot, function) in (from..).zip(items) {
                slots.insert(function.index(), slot);
            }
        }
        let mut slots_end = u32::try_from(module.tables.get(table).initial)?;
        for door in &plan.doors {
            slots.entry(*door).or_insert_with(|| {
                slots_end += 1;
                slots_end - 1
            });
        }
        let mut calls = Calls::default();
        for (_, function) in late_functions(&module, plan) {
            dfs_in_order(&mut calls, function, function.entry_block());
        }
        let shared = calls.0.iter().map(FunctionId::index).filter(|id| !plan.late.contains(id));
        let shared = shared.collect();
        Ok(Half { module, functions, memory, table, slots, slots_end, shared })
    }

    /// What the page begins with.
    pub(crate) fn first(
        mut self,
        plan: &Plan,
        late_bytes: &[Range<u32>],
        names: &Names,
    ) -> Result<Vec<u8>> {
        names.shorten_in_module(&mut self.module);
        let here = ConstExpr::Value(Value::I32(0));
        let here = self.module.globals.add_local(ValType::I32, true, false, here);
        self.export_all(here);
        self.answer_is_here(here)?;
        let await_rest = self.await_rest(here)?;
        let nothing = self.nothing();
        for late in &plan.late {
            let id = self.functions[*late];
            if plan.doors.contains(late) {
                self.make_door(id, await_rest)?;
            }
        }
        for element in self.module.elements.iter_mut() {
            if let ElementItems::Functions(items) = &mut element.items {
                for item in items.iter_mut() {
                    let index = item.index();
                    if plan.late.contains(&index) && !plan.doors.contains(&index) {
                        *item = nothing;
                    }
                }
            }
        }
        let doors: Vec<(u32, FunctionId)> = plan
            .doors
            .iter()
            .map(|door| (self.slots[door], self.functions[*door]))
            .filter(|(slot, _)| u64::from(*slot) >= self.module.tables.get(self.table).initial)
            .collect();
        self.fill_table(&doors);
        self.grow_table();
        for data in ids(self.module.data.iter().map(walrus::Data::id)) {
            let data = self.module.data.get_mut(data);
            let from = place_of(data)?;
            for range in late_bytes {
                for address in range.clone() {
                    let at = address.checked_sub(from).map(|at| at as usize);
                    if let Some(byte) = at.and_then(|at| data.value.get_mut(at)) {
                        *byte = 0;
                    }
                }
            }
        }
        Ok(self.finish())
    }

    /// What comes later.
    pub(crate) fn second(mut self, plan: &Plan, late_bytes: &[Range<u32>]) -> Result<Vec<u8>> {
        let constants = self.constants(late_bytes)?;
        let (here, _) = self.module.add_import_global(FIRST, "here", ValType::I32, true, false);
        for export in ids(self.module.exports.iter().map(walrus::Export::id)) {
            self.module.exports.delete(export);
        }
        for element in ids(self.module.elements.iter().map(walrus::Element::id)) {
            self.module.elements.delete(element);
        }
        for data in ids(self.module.data.iter().map(walrus::Data::id)) {
            self.module.data.delete(data);
        }
        for table in self.module.tables.iter_mut() {
            table.elem_segments.clear();
        }
        self.module.memories.get_mut(self.memory).data_segments.clear();
        self.import_all();

        let late: Vec<(u32, FunctionId)> = plan
            .late
            .iter()
            .filter_map(|late| Some((*self.slots.get(late)?, self.functions[*late])))
            .collect();
        self.fill_table(&late);
        self.grow_table();
        for (address, value) in constants {
            let kind = DataKind::Active { memory: self.memory, offset: constant(address) };
            let data = self.module.data.add(kind, value);
            self.module.memories.get_mut(self.memory).data_segments.insert(data);
        }
        let mut start = FunctionBuilder::new(&mut self.module.types, &[], &[]);
        start.func_body().i32_const(1).global_set(here);
        self.module.start = Some(start.finish(Vec::new(), &mut self.module.funcs));
        Ok(self.finish())
    }

    /// The first module hands out all that the second one may need.
    fn export_all(&mut self, here: GlobalId) {
        let exports = &mut self.module.exports;
        exports.add("here", here);
        for global in self.module.globals.iter().filter(|global| global.id() != here) {
            exports.add(&name('g', global.id().index()), global.id());
        }
        for table in self.module.tables.iter() {
            exports.add(&name('t', table.id().index()), table.id());
        }
        exports.add("m", self.memory);
        for (number, function) in self.shared.iter().enumerate() {
            exports.add(&number.to_string(), self.functions[*function]);
        }
    }

    /// The second module takes what the first one hands out, in the place of its own.
    fn import_all(&mut self) {
        let module = &mut self.module;
        for (number, function) in self.shared.iter().enumerate() {
            let id = self.functions[*function];
            let ty = module.funcs.get(id).ty();
            match &module.funcs.get(id).kind {
                FunctionKind::Import(own) => {
                    let import = module.imports.get_mut(own.import);
                    import.module = FIRST.to_owned();
                    import.name = number.to_string();
                }
                _ => {
                    let import = module.imports.add(FIRST, &number.to_string(), id);
                    module.funcs.get_mut(id).kind =
                        FunctionKind::Import(ImportedFunction { import, ty });
                }
            }
        }
        for global in ids(module.globals.iter().map(walrus::Global::id)) {
            if matches!(module.globals.get(global).kind, GlobalKind::Local(_)) {
                let import = module.imports.add(FIRST, &name('g', global.index()), global);
                module.globals.get_mut(global).kind = GlobalKind::Import(import);
            }
        }
        for table in ids(module.tables.iter().map(walrus::Table::id)) {
            let import = module.imports.add(FIRST, &name('t', table.index()), table);
            module.tables.get_mut(table).import = Some(import);
        }
        let import = module.imports.add(FIRST, "m", self.memory);
        module.memories.get_mut(self.memory).import = Some(import);
    }

    /// The page asks whether the rest is here: now there is an answer.
    fn answer_is_here(&mut self, here: GlobalId) -> Result<()> {
        let path = |name: &str| format!("{:#}", rustc_demangle::demangle(name));
        let asked = self
            .module
            .funcs
            .iter()
            .find(|it| it.name.as_deref().is_some_and(|name| path(name) == IS_HERE))
            .with_context(|| format!("the page has no function {IS_HERE}"))?
            .id();
        let mut answer = FunctionBuilder::new(&mut self.module.types, &[], &[ValType::I32]);
        answer.func_body().global_get(here);
        let local = answer.local_func(Vec::new());
        self.module.funcs.get_mut(asked).kind = FunctionKind::Local(local);
        Ok(())
    }

    /// A function that returns once the rest is here.
    fn await_rest(&mut self, here: GlobalId) -> Result<FunctionId> {
        let bring = self.module.exports.get_func(BRING)?;
        let mut wait = FunctionBuilder::new(&mut self.module.types, &[], &[]);
        wait.func_body().global_get(here).if_else(
            None,
            |_| {},
            |absent| {
                absent.call(bring);
            },
        );
        Ok(wait.finish(Vec::new(), &mut self.module.funcs))
    }

    /// What stands in the table where nobody can come by.
    fn nothing(&mut self) -> FunctionId {
        let mut nothing = FunctionBuilder::new(&mut self.module.types, &[], &[]);
        nothing.func_body().unreachable();
        nothing.finish(Vec::new(), &mut self.module.funcs)
    }

    /// Puts in the place of a function one that waits for it and then does what it does.
    fn make_door(&mut self, id: FunctionId, await_rest: FunctionId) -> Result<()> {
        let ty = self.module.funcs.get(id).ty();
        let (parameters, results) = {
            let ty = self.module.types.get(ty);
            (ty.params().to_vec(), ty.results().to_vec())
        };
        let slot = self.slots.get(&id.index()).context("a door leads nowhere")?.cast_signed();
        let mut door = FunctionBuilder::new(&mut self.module.types, &parameters, &results);
        let arguments: Vec<_> =
            parameters.iter().map(|parameter| self.module.locals.add(*parameter)).collect();
        let mut body = door.func_body();
        body.call(await_rest);
        for argument in &arguments {
            body.local_get(*argument);
        }
        body.i32_const(slot).call_indirect(ty, self.table);
        self.module.funcs.get_mut(id).kind = FunctionKind::Local(door.local_func(arguments));
        Ok(())
    }

    /// Puts functions into their places in the table.
    fn fill_table(&mut self, functions: &[(u32, FunctionId)]) {
        let mut functions = functions.to_vec();
        functions.sort_unstable_by_key(|(slot, _)| *slot);
        for run in functions.chunk_by(|(one, _), (next, _)| one + 1 == *next) {
            let offset = constant(run[0].0);
            let kind = ElementKind::Active { table: self.table, offset };
            let items = ElementItems::Functions(run.iter().map(|(_, id)| *id).collect());
            let element = self.module.elements.add(kind, items);
            self.module.tables.get_mut(self.table).elem_segments.insert(element);
        }
    }

    fn grow_table(&mut self) {
        let table = self.module.tables.get_mut(self.table);
        let end = u64::from(self.slots_end);
        table.initial = table.initial.max(end);
        table.maximum = table.maximum.map(|maximum| maximum.max(end));
    }

    /// The late constants with their places. Small gaps between them are filled with what is there
    /// anyway, since each piece costs some bytes of its own.
    fn constants(&self, late_bytes: &[Range<u32>]) -> Result<Vec<(u32, Vec<u8>)>> {
        const GAP_MAX: u32 = 8;
        let mut joined: Vec<Range<u32>> = Vec::new();
        for range in late_bytes {
            match joined.last_mut() {
                Some(last) if range.start - last.end <= GAP_MAX => last.end = range.end,
                _ => joined.push(range.clone()),
            }
        }
        let mut constants = Vec::new();
        for range in joined {
            for data in self.module.data.iter() {
                let from = place_of(data)?;
                let to = from + u32::try_from(data.value.len())?;
                let (start, end) = (range.start.max(from), range.end.min(to));
                if start < end {
                    let bytes = &data.value[(start - from) as usize..(end - from) as usize];
                    constants.push((start, bytes.to_vec()));
                }
            }
        }
        Ok(constants)
    }

    fn finish(mut self) -> Vec<u8> {
        passes::gc::run(&mut self.module);
        self.module.emit_wasm()
    }
}

/// Reads a module so that nothing but what runs is written again.
pub(crate) fn read(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config
        .generate_name_section(std::env::var_os(NAMES).is_some())
        .generate_producers_section(false);
    let mut module = config.parse(wasm)?;
    for custom in ids(module.customs.iter().map(|(id, _)| id)) {
        module.customs.delete(custom);
    }
    Ok(module)
}

fn late_functions<'a>(
    module: &'a Module,
    plan: &'a Plan,
) -> impl Iterator<Item = (FunctionId, &'a LocalFunction)> {
    module.funcs.iter_local().filter(|(id, _)| plan.late.contains(&id.index()))
}

/// An element segment's functions and the slot of the first of them.
fn placed(element: &walrus::Element) -> Result<(u32, &[FunctionId])> {
    match (&element.kind, &element.items) {
        (ElementKind::Active { offset, .. }, ElementItems::Functions(items)) => {
            Ok((value_of(offset)?, items))
        }
        _ => bail!("a table that is filled in an unknown way"),
    }
}

/// Where in memory a data segment begins.
fn place_of(data: &walrus::Data) -> Result<u32> {
    match &data.kind {
        DataKind::Active { offset, .. } => value_of(offset),
        DataKind::Passive => bail!("data without a place in memory"),
    }
}

fn value_of(expression: &ConstExpr) -> Result<u32> {
    match expression {
        ConstExpr::Value(Value::I32(value)) => Ok(value.cast_unsigned()),
        other => bail!("a place that is computed: {other:?}"),
    }
}

fn constant(value: u32) -> ConstExpr {
    ConstExpr::Value(Value::I32(value.cast_signed()))
}

/// A short name for an export: the shorter, the less to load.
fn name(kind: char, index: usize) -> String {
    format!("{kind}{index}")
}

/// The numbers of things, taken down before the things are changed.
fn ids<Id>(them: impl Iterator<Item = Id>) -> Vec<Id> {
    them.collect()
}
