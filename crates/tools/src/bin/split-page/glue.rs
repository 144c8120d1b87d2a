//! The script between the page's first module and the browser.
//!
//! wasm-bindgen writes it for people to read, with names that hold a hash. Both halves of each name
//! are ours, the one in the script and the one in the module, so that it may as well be short.

use std::collections::{BTreeMap, BTreeSet};

use walrus::Module;

/// How names begin that only the script and the module know.
const OURS: &[&str] = &["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// Short names for what the script and the module know each other by.
#[derive(Debug)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    pub(crate) fn new(module: &Module, script: &str) -> Names {
        let words: BTreeSet<&str> = words(script).filter(|word| is_word(word)).collect();
        let imports = module.imports.iter().map(|import| import.name.as_str());
        let exports = module.exports.iter().map(|export| export.name.as_str());
        let known: BTreeSet<&str> = imports
            .chain(exports)
            .filter(|name| OURS.iter().any(|beginning| name.starts_with(beginning)))
            .filter(|name| words.contains(name))
            .collect();
        let free = (0..).map(|number: u32| format!("_{number}"));
        let free = free.filter(|name| !words.contains(name.as_str()));
        Names(known.into_iter().map(str::to_owned).zip(free).collect())
    }

    pub(crate) fn shorten_in_module(&self, module: &mut Module) {
        for import in module.imports.iter_mut() {
            if let Some(short) = self.0.get(&import.name) {
                import.name.clone_from(short);
            }
        }
        for export in module.exports.iter_mut() {
            if let Some(short) = self.0.get(&export.name) {
                export.name.clone_from(short);
            }
        }
    }

    /// The script with short names, laid bare.
    pub(crate) fn shorten_in_script(&self, script: &str) -> String {
        let short = |word| self.0.get(word).map_or(word, String::as_str);
        bare(&words(script).map(short).collect::<String>())
    }
}

/// A script without what only readers need.
pub(crate) fn bare(script: &str) -> String {
    // Within a text of several lines, what looks like indentation is none.
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let lines = script.lines().map(str::trim).filter(|line| {
        !["/*", "*", "//"].iter().any(|mark| line.starts_with(mark)) && !line.is_empty()
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A style sheet without comments, and on one line. Where words must be apart they stay so.
pub(crate) fn bare_sheet(sheet: &str) -> String {
    let parts = sheet.split("/*").enumerate().map(|(number, part)| match number {
        0 => part,
        _ => part.split_once("*/").map_or("", |(_, after)| after),
    });
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    let mut bare = words.join(" ");
    for sign in ["{", "}", ";", ","] {
        bare = bare.replace(&format!(" {sign}"), sign).replace(&format!("{sign} "), sign);
    }
    bare.replace(";}", "}")
}

/// A text as words and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|sign| is_of_word(sign) != is_of_word(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn is_word(word: &str) -> bool {
    word.starts_with(is_of_word)
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_on_both_sides_and_comments_go() {
        let wasm = "__wbg_log_0123456789abcdef";
        let mut module = Module::default();
        let ty = module.types.add(&[], &[]);
        module.add_import_func("./page.js", wasm, ty);
        let script = format!("// of _0\nconst it = {{\n    {wasm}: log, _0: {wasm}s,\n}};\n");
        let names = Names::new(&module, &script);
        names.shorten_in_module(&mut module);
        assert_eq!(module.imports.iter().next().expect("one import").name, "_1");
        let short = names.shorten_in_script(&script);
        assert_eq!(short, format!("const it = {{\n_1: log, _0: {wasm}s,\n}};\n"));
    }

    #[test]
    fn a_sheet_keeps_what_tells_its_words_apart() {
        let sheet = "/* a; */\n@layer a, b {\n  .a > .b:not(.c) {\n    margin: 0 -1px;\n  }\n}\n";
        assert_eq!(bare_sheet(sheet), "@layer a,b{.a > .b:not(.c){margin: 0 -1px}}");
    }

    #[test]
    fn a_text_of_several_lines_keeps_them() {
        let script = "const it = `a\n    // b`;\n";
        let names = Names::new(&Module::default(), script);
        assert_eq!(names.shorten_in_script(script), script);
    }
}
