//! What the linker knows: which function refers to which functions and to which bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

/// A function by its mangled name, or bytes of the memory by a number in [`Linked::bytes`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    Function(String),
    Bytes(usize),
}

/// The references of a linked module.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// What each thing refers to by address. Calls are not among these: they are read from the
    /// module that is split.
    pub(crate) references: BTreeMap<Thing, BTreeSet<Thing>>,
    /// Where in memory each constant or variable lies.
    pub(crate) bytes: Vec<Range<u32>>,
    /// What the program calls each of them.
    pub(crate) names: Vec<String>,
    /// Which of these are variables.
    pub(crate) variables: Vec<usize>,
}

/// The sections of a linked module, as far as they matter here.
#[derive(Default)]
struct Sections<'a> {
    functions_imported: u32,
    code_start: usize,
    bodies: Vec<Range<usize>>,
    data_start: usize,
    /// Where each segment lies in the data section, and at which address in memory.
    segments: Vec<(Range<usize>, u32)>,
    segment_names: Vec<&'a str>,
    symbols: Vec<SymbolInfo<'a>>,
    in_code: Vec<RelocationEntry>,
    in_data: Vec<RelocationEntry>,
}

impl Linked {
    /// Reads a module that was linked with `--emit-relocs`.
    pub(crate) fn read(module: &[u8]) -> Result<Linked> {
        let sections = Sections::read(module)?;
        if sections.in_code.is_empty() {
            bail!("the linked module holds no relocations: link it with --emit-relocs");
        }
        let mut linked = Linked::default();
        let mut places: Vec<(u32, Range<u32>, usize)> = Vec::new();
        let mut things = Vec::with_capacity(sections.symbols.len());
        let mut names = BTreeMap::new();
        let mut known = BTreeMap::new();
        for symbol in &sections.symbols {
            things.push(match symbol {
                SymbolInfo::Func { index, name: Some(name), .. } => {
                    names.entry(*index).or_insert_with(|| (*name).to_owned());
                    names.get(index).map(|name| Thing::Function(name.clone()))
                }
                SymbolInfo::Data { name, symbol: Some(symbol), .. } => {
                    let offsets = symbol.offset..symbol.offset + symbol.size;
                    let (_, address) = sections.segment(symbol.index)?;
                    let number = *known
                        .entry((symbol.index, offsets.start, offsets.end))
                        .or_insert_with(|| {
                            linked.bytes.push(address + offsets.start..address + offsets.end);
                            linked.names.push((*name).to_owned());
                            places.push((symbol.index, offsets, linked.bytes.len() - 1));
                            linked.bytes.len() - 1
                        });
                    Some(Thing::Bytes(number))
                }
                _ => None,
            });
        }
        let variable = |segment: u32| {
            let name = sections.segment_names.get(segment as usize);
            !name.is_some_and(|name| name.starts_with(".rodata"))
        };
        let variables = places.iter().filter(|(segment, ..)| variable(*segment));
        linked.variables = variables.map(|(_, _, number)| *number).collect();
        places.sort_by_key(|(segment, offsets, _)| (*segment, offsets.start, offsets.end));

        for entry in &sections.in_code {
            let body = sections.body_at(entry.offset as usize)?;
            let name = names.get(&(sections.functions_imported + body));
            if let Some(name) = name
                && entry.ty != RelocationType::FunctionIndexLeb
            {
                linked.refer(Thing::Function(name.clone()), entry, &things);
            }
        }
        for entry in &sections.in_data {
            for number in sections.bytes_at(entry.offset as usize, &places)? {
                linked.refer(Thing::Bytes(number), entry, &things);
            }
        }
        Ok(linked)
    }

    fn refer(&mut self, from: Thing, entry: &RelocationEntry, things: &[Option<Thing>]) {
        use RelocationType::{GlobalIndexLeb, TableNumberLeb, TypeIndexLeb};
        if matches!(entry.ty, TypeIndexLeb | GlobalIndexLeb | TableNumberLeb) {
            return;
        }
        if let Some(Some(to)) = things.get(entry.index as usize) {
            self.references.entry(from).or_default().insert(to.clone());
        }
    }
}

impl<'a> Sections<'a> {
    fn read(module: &'a [u8]) -> Result<Sections<'a>> {
        let mut sections = Sections::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let function = matches!(import?.ty, wasmparser::TypeRef::Func(_));
                        sections.functions_imported += u32::from(function);
                    }
                }
                Payload::CodeSectionStart { range, .. } => sections.code_start = range.start,
                Payload::CodeSectionEntry(body) => sections.bodies.push(body.range()),
                Payload::DataSection(data) => {
                    sections.data_start = data.range().start;
                    for segment in data {
                        let segment = segment?;
                        let end = segment.range.end;
                        let address = address_of(&segment)?;
                        sections.segments.push((end - segment.data.len()..end, address));
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking {
                            match part? {
                                Linking::SymbolTable(them) => {
                                    sections.symbols =
                                        them.into_iter().collect::<Result<_, _>>()?;
                                }
                                Linking::SegmentInfo(them) => {
                                    let them = them.into_iter().map(|it| it.map(|it| it.name));
                                    sections.segment_names = them.collect::<Result<_, _>>()?;
                                }
                                _ => {}
                            }
                        }
                    }
                    KnownCustom::Reloc(entries) => {
                        let entries: Vec<_> =
                            entries.entries().into_iter().collect::<Result<_, _>>()?;
                        match custom.name() {
                            "reloc.CODE" => sections.in_code = entries,
                            "reloc.DATA" => sections.in_data = entries,
                            _ => {}
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(sections)
    }

    fn segment(&self, index: u32) -> Result<&(Range<usize>, u32)> {
        self.segments.get(index as usize).with_context(|| format!("no data segment {index}"))
    }

    /// Which body an offset into the code section falls into.
    fn body_at(&self, offset: usize) -> Result<u32> {
        let place = self.code_start + offset;
        let after = self.bodies.partition_point(|body| body.start <= place);
        let index = after.checked_sub(1).context("a relocation before all code")?;
        Ok(u32::try_from(index)?)
    }

    /// Which constants an offset into the data section falls into.
    fn bytes_at(&self, offset: usize, places: &[(u32, Range<u32>, usize)]) -> Result<Vec<usize>> {
        let place = self.data_start + offset;
        let (segment, (range, _)) = (0u32..)
            .zip(&self.segments)
            .find(|(_, (range, _))| range.contains(&place))
            .context("a relocation outside of all data")?;
        let inside = u32::try_from(place - range.start)?;
        let after =
            places.partition_point(|(of, offsets, _)| (*of, offsets.start) <= (segment, inside));
        // Constants rarely overlap, and never by much: the nearest few before are enough to ask.
        const NEAR: usize = 64;
        let near = &places[after.saturating_sub(NEAR)..after];
        let hit =
            near.iter().filter(|(of, offsets, _)| *of == segment && offsets.contains(&inside));
        Ok(hit.map(|(_, _, number)| *number).collect())
    }
}

/// Where in memory a segment begins.
fn address_of(segment: &wasmparser::Data<'_>) -> Result<u32> {
    let wasmparser::DataKind::Active { offset_expr, .. } = &segment.kind else {
        bail!("a data segment without a place in memory");
    };
    match offset_expr.get_operators_reader().read()? {
        wasmparser::Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => bail!("a data segment whose place is computed: {other:?}"),
    }
}
