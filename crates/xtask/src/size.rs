//! What the page weighs, and what it may weigh.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shell::{Failure, Repository};

/// What a visitor waits for before the first picture moves: all that `index.html` asks for.
const FIRST_KILOBYTES_MAX: f64 = 200.0;
/// All wasm together, the worker's included: it runs the same.
const WASM_KILOBYTES_MAX: f64 = 400.0;

struct Weight {
    name: String,
    raw: f64,
    gzip: f64,
    first: bool,
}

/// Prints a table of `dist/` and fails when it is over a budget.
pub(crate) fn check(repository: &Repository) -> Result<(), Failure> {
    let dist = repository.path("dist");
    let weights = weigh(&dist).map_err(|error| {
        Failure::new(format!("{}: {error}; build the page first", dist.display()))
    })?;

    println!("{:>9} {:>9}  file (kB; · = before the first picture)", "raw", "gzip");
    for Weight { name, raw, gzip, first } in &weights {
        println!("{raw:>9.1} {gzip:>9.1} {} {name}", if *first { '·' } else { ' ' });
    }
    let gzip = |choose: fn(&&Weight) -> bool| -> f64 {
        weights.iter().filter(choose).map(|weight| weight.gzip).sum()
    };
    let first = gzip(|weight| weight.first);
    let wasm = gzip(|weight| weight.name.contains(".wasm"));
    println!("first picture: {first:.1} kB of {FIRST_KILOBYTES_MAX:.0}, gzip");
    println!("all wasm: {wasm:.1} kB of {WASM_KILOBYTES_MAX:.0}, gzip");

    if first > FIRST_KILOBYTES_MAX || wasm > WASM_KILOBYTES_MAX {
        return Err(Failure::new("the page is over its budget"));
    }
    Ok(())
}

fn weigh(dist: &Path) -> io::Result<Vec<Weight>> {
    let index = fs::read_to_string(dist.join("index.html"))?;
    let mut weights = Vec::new();
    for file in files(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().into_owned();
        // The page names its files; the scripts that bindings bring along are asked for by those.
        let first = name == "index.html" || index.contains(&name) || name.starts_with("snippets/");
        let raw = kilobytes(fs::metadata(&file)?.len());
        weights.push(Weight { raw, gzip: gzip_kilobytes(&file)?, first, name });
    }
    weights.sort_by(|left, right| right.gzip.total_cmp(&left.gzip));
    Ok(weights)
}

/// All files below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

fn gzip_kilobytes(file: &Path) -> io::Result<f64> {
    let output = Command::new("gzip")
        .args(["-9", "--stdout"])
        .stdin(File::open(file)?)
        .stderr(Stdio::inherit())
        .output()?;
    match output.status.success() {
        true => Ok(kilobytes(output.stdout.len() as u64)),
        false => Err(io::Error::other(format!("gzip: {}", output.status))),
    }
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}
