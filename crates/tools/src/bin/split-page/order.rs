//! The order of functions in a module.
//!
//! No order is better than another for what runs them, but one is for what packs them: the nearer
//! a repetition, the less it costs to say where it was, and what was learned of the bytes before it
//! still holds. So functions that resemble each other stand side by side.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// How far back a function is compared. Tried from 300 to a million: this packs best.
const WINDOW_BYTES: usize = 1000;
/// How many bytes must be the same for them to count. Tried from 4 to 8.
const PIECE_BYTES: usize = 5;

/// The same module with its functions in an order that packs well.
pub(crate) fn reordered(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies: Vec<&[u8]> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&module[body.range()]),
            _ => {}
        }
    }
    let order = by_likeness(&bodies);
    let mut indices = vec![0; order.len()];
    for (new, old) in (imported..).zip(&order) {
        indices[*old] = new;
    }
    let mut reordered = Module::new();
    let mut reorder = Reorder { imported, order, indices };
    reorder.parse_core_module(&mut reordered, Parser::new(0), module)?;
    Ok(reordered.finish())
}

/// Begins with the longest and goes on with the one that has most in common with what is in the
/// window, for its length.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let (pieces, pieces_count) = pieces(bodies);
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); pieces_count];
    for (function, pieces) in pieces.iter().enumerate() {
        for piece in pieces {
            holders[*piece].push(function);
        }
    }
    let mut in_window = vec![0_u32; pieces_count];
    let mut common = vec![0_u64; bodies.len()];
    let mut ahead: Vec<usize> = (0..bodies.len()).collect();
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    let (mut oldest, mut window_bytes) = (0, 0);
    while !ahead.is_empty() {
        // Compared as fractions, crosswise; the longer wins among equals, then the earlier.
        let weight = |function: usize| pieces[function].len() as u64 + 8;
        let best = (1..ahead.len()).fold(0, |best, at| {
            let (one, other) = (ahead[best], ahead[at]);
            let here = (common[one] * weight(other), bodies[one].len());
            let there = (common[other] * weight(one), bodies[other].len());
            if there > here { at } else { best }
        });
        let next = ahead.remove(best);
        order.push(next);
        for piece in &pieces[next] {
            in_window[*piece] += 1;
            if in_window[*piece] == 1 {
                for holder in &holders[*piece] {
                    common[*holder] += 1;
                }
            }
        }
        window_bytes += bodies[next].len();
        while window_bytes > WINDOW_BYTES && oldest + 1 < order.len() {
            let gone = order[oldest];
            oldest += 1;
            window_bytes -= bodies[gone].len();
            for piece in &pieces[gone] {
                in_window[*piece] -= 1;
                if in_window[*piece] == 0 {
                    for holder in &holders[*piece] {
                        common[*holder] -= 1;
                    }
                }
            }
        }
    }
    order
}

/// The different pieces of each body, as numbers; and how many there are in all.
fn pieces(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, usize) {
    let mut numbers: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut pieces = Vec::with_capacity(bodies.len());
    for body in bodies {
        let mut of_body: Vec<usize> = Vec::with_capacity(body.len());
        for piece in body.windows(PIECE_BYTES) {
            let count = numbers.len();
            of_body.push(*numbers.entry(piece).or_insert(count));
        }
        of_body.sort_unstable();
        of_body.dedup();
        pieces.push(of_body);
    }
    (pieces, numbers.len())
}

struct Reorder {
    imported: u32,
    /// Old places in the new order.
    order: Vec<usize>,
    /// New indices by old places.
    indices: Vec<u32>,
}

impl Reencode for Reorder {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error<Self::Error>> {
        Ok(match index.checked_sub(self.imported) {
            Some(place) => self.indices[place as usize],
            None => index,
        })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for place in &self.order {
            functions.function(types[*place]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
        for place in self.order.clone() {
            utils::parse_function_body(self, code, bodies[place].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together() {
        let bodies: [&[u8]; 4] =
            [b"abcdefghij", b"0123456789ABCDEF", b"abcdefghik", b"0123456789AB"];
        assert_eq!(by_likeness(&bodies), [1, 3, 0, 2]);
    }
}
