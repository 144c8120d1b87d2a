//! What may come later: a list of paths, one a line.

use anyhow::{Result, bail};

/// Paths of crates and modules: what lies at one of them may come later.
#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<String>);

impl Rules {
    pub(crate) fn read(text: &str) -> Result<Rules> {
        let mut rules = Rules::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.contains(char::is_whitespace) {
                bail!("line {number}: expected one path, found: {line}");
            }
            if !line.is_empty() {
                rules.0.push(line.to_owned());
            }
        }
        Ok(rules)
    }

    /// Whether a function or a constant may come later. A generic function belongs to where it is
    /// written, whatever it is made for: of those with the same body the compiler keeps one, under
    /// any of their names.
    pub(crate) fn is_late(&self, mangled: &str) -> bool {
        let name = format!("{:#}", rustc_demangle::demangle(mangled));
        let item = name.trim_start_matches(['<', '&', '[', '(']);
        let goes_on =
            |rest: &str| rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_');
        self.0
            .iter()
            .any(|path| item.strip_prefix(path.as_str()).is_some_and(|rest| !goes_on(rest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_where_it_is_written() {
        let rules = Rules::read("# why\na::b # because\n").expect("it is sound");
        assert!(rules.is_late("a::b"));
        assert!(rules.is_late("a::b::c"));
        assert!(rules.is_late("<a::b::C as yew::Component>::view"));
        assert!(!rules.is_late("a::bc"));
        assert!(!rules.is_late("yew::view::<a::b::C>"));
    }

    #[test]
    fn a_line_is_one_path() {
        assert!(Rules::read("a b").is_err());
    }
}
