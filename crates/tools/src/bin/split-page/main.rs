//! `split-page`: makes of one wasm module two, the first of which begins without the second.
//!
//! A page that plays needs little of itself until its picture moves: no inspector, no gallery, no
//! dialog to share. What it can do without is named in a list of paths (`web/late.txt`). This
//! program follows all calls and addresses from the page's beginning. What it reaches without
//! passing anything on the list is the *first* module; all the rest, code and constants alike, is
//! the *second*, which works on the same memory and the same table of functions.
//!
//! Where the first module refers to a function of the second, it keeps a *door*: a function of the
//! same type that waits for the second module to be here, and then does through the table what it
//! was asked for. Thus the list is free to be wrong: a door opened too early costs time, never the
//! right result. A constant has no door, and mostly needs none: whoever could ask for it has come,
//! too. One that is named on the list is blank until then: that is for words which are shown by
//! nothing but what comes later.
//!
//! Both are sent packed, see `pack`.
//!
//! Trunk runs this on the page it has built: it says where that is, and the arguments name the
//! linked module in cargo's target folder, and the list.
//!
//! The linker's notes (`--emit-relocs`) tell which function refers to what; functions are known by
//! their mangled names in the module that was linked and in the one that wasm-bindgen made of it.

mod cut;
mod glue;
mod linked;
mod order;
mod pack;
mod plan;
mod rules;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use cut::Half;
use glue::Names;
use linked::Linked;
use plan::Plan;
use rules::Rules;

fn main() {
    if let Err(error) = split(&std::env::args_os().skip(1).collect::<Vec<_>>()) {
        eprintln!("split-page: {error:#}");
        std::process::exit(1);
    }
}

/// Puts two packed modules in the place of the one that wasm-bindgen made.
fn split(arguments: &[OsString]) -> Result<()> {
    let [linked, rules] = arguments else {
        bail!("expected two files: the linked module in the target folder, and the list of paths");
    };
    let page = std::env::var_os("TRUNK_STAGING_DIR").context("TRUNK_STAGING_DIR is not set")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let page = Page::find(Path::new(&page))?;
    let linked = Linked::read(&read(&Path::new(&target).join(linked))?).context("linked module")?;
    let rules = Rules::read(&read_text(Path::new(rules))?).context("the list of paths")?;
    let script = read_text(&page.script)?;
    let whole = read(&page.first)?;

    let module = cut::read(&whole)?;
    let plan = Plan::make(&module, &linked, &rules);
    let names = Names::new(&module, &script);
    let bytes = late_bytes(&linked, &plan.first_bytes);
    let first = Half::new(&whole, &plan)?.first(&plan, &bytes, &names)?;
    let second = Half::new(&whole, &plan)?.second(&plan, &bytes)?;
    println!(
        "split-page: {} functions come first, {} later, through {} doors",
        module.funcs.iter_local().count() - plan.late.len(),
        plan.late.len(),
        plan.doors.len(),
    );
    write(&page.script, names.shorten_in_script(&script).as_bytes())?;
    for script in &page.scripts {
        write(script, glue::bare(&read_text(script)?).as_bytes())?;
    }
    for sheet in &page.sheets {
        write(sheet, glue::bare_sheet(&read_text(sheet)?).as_bytes())?;
    }
    let (first, second) = (order::reordered(&first)?, order::reordered(&second)?);
    fs::remove_file(&page.first).with_context(|| page.first.display().to_string())?;
    write(&packed(&page.first), &pack::pack(&first, &[])?)?;
    write(&packed(&page.second), &pack::pack(&second, &first)?)
}

/// The name of a file when it is packed.
fn packed(file: &Path) -> PathBuf {
    file.with_added_extension("lzma")
}

/// The files of a page: `web_bg.wasm`, `web_rest.wasm`, `web.js`, other scripts and style sheets.
struct Page {
    /// What wasm-bindgen made; its first part in the end, as the second has its name beside it.
    first: PathBuf,
    second: PathBuf,
    script: PathBuf,
    scripts: Vec<PathBuf>,
    sheets: Vec<PathBuf>,
}

impl Page {
    fn find(folder: &Path) -> Result<Page> {
        let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
        let files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        let stem = files
            .iter()
            .find_map(|file| file.file_name()?.to_str()?.strip_suffix("_bg.wasm"))
            .with_context(|| format!("{}: holds no …_bg.wasm", folder.display()))?;
        let named = |end: &str| folder.join(format!("{stem}{end}"));
        let (first, second, script) = (named("_bg.wasm"), named("_rest.wasm"), named(".js"));
        let of_kind = |kind: &str| {
            let them = files.iter().filter(|file| file.extension().is_some_and(|it| it == kind));
            them.filter(|file| **file != script).cloned().collect()
        };
        let (scripts, sheets) = (of_kind("js"), of_kind("css"));
        Ok(Page { first, second, script, scripts, sheets })
    }
}

/// The bytes of memory that no constant of the first module shares.
fn late_bytes(linked: &Linked, first: &BTreeSet<usize>) -> Vec<Range<u32>> {
    let constants = linked.bytes.iter().enumerate();
    let (mut kept, mut late) = (BTreeSet::new(), BTreeSet::new());
    for (number, range) in constants {
        let of = if first.contains(&number) { &mut kept } else { &mut late };
        of.extend(range.clone());
    }
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for address in late.difference(&kept) {
        match ranges.last_mut() {
            Some(last) if last.end == *address => last.end += 1,
            _ => ranges.push(*address..*address + 1),
        }
    }
    ranges
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| file.display().to_string())
}

fn read_text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| file.display().to_string())
}
