//! Every check of this repository, in the order in which a failure is cheapest to learn of.

use crate::install;
use crate::shell::{Failure, Repository, step};
use crate::size;
use crate::slim::slim;

/// What cannot be built for wasm, or has no business there.
const NATIVE_ONLY: &[&str] = &["quorate-cli", "quorate-tests", "tools", "xtask"];
const WASM: &str = "wasm32-unknown-unknown";

/// All checks.
pub(crate) fn all(repository: &Repository) -> Result<(), Failure> {
    fast(repository)?;
    install::sources(repository)?;
    install::bindgen(repository)?;
    install::trunk(repository)?;
    install::browser(repository)?;
    install::axe(repository)?;
    step("tests of the splitter", || splitter_tests(repository))?;
    step("wasm tests", || wasm_tests(repository))?;
    step("build the page", || page(repository))?;
    step("size", || size::check(repository))?;
    step("browser tests", || end_to_end(repository, &[]))
}

/// The checks that need neither a browser nor our tools.
pub(crate) fn fast(repository: &Repository) -> Result<(), Failure> {
    install::wasm_target(repository)?;
    step("format", || {
        // `cargo fmt` knows no lock file.
        repository.program("cargo").args(["fmt", "--all", "--check"]).run()
    })?;
    step("lint", || lint(repository))?;
    step("lint for wasm", || lint_for_wasm(repository))?;
    step("documentation", || {
        repository
            .cargo(["doc", "--workspace", "--no-deps", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings")
            .run()
    })?;
    // A change is not to fail for what it did not touch: inputs are drawn as they were last time.
    // The nightly job draws anew.
    let seed = ("BOLERO_RANDOM_SEED", "20261125");
    step("tests", || repository.cargo(["test", "--workspace"]).env(seed.0, seed.1).run())
}

/// Builds the page into `dist/`, with whatever that needs.
pub(crate) fn build(repository: &Repository) -> Result<(), Failure> {
    install::wasm_target(repository)?;
    install::sources(repository)?;
    install::bindgen(repository)?;
    install::trunk(repository)?;
    step("build the page", || page(repository))
}

/// Draws the picture of the README from the page itself.
pub(crate) fn readme_picture(repository: &Repository) -> Result<(), Failure> {
    build(repository)?;
    install::browser(repository)?;
    end_to_end(repository, &["--ignored", "--exact", "pictures::readme_picture"])
}

/// Measures worlds and protocols: natively, and as wasm, which is what visitors run.
pub(crate) fn bench(repository: &Repository) -> Result<(), Failure> {
    install::wasm_target(repository)?;
    install::sources(repository)?;
    install::bindgen(repository)?;
    let package = ["--package", "quorate-bench"];
    step("native benches", || repository.cargo(["run", "--release"]).args(package).run())?;
    // Compiled as the page is: smaller, thus slower, than it could be.
    step("wasm benches", || {
        let test = repository.cargo(["test", "--profile", "page", "--target", WASM]);
        slim(test.args(package).args(["--test", "wasm", "--", "--nocapture"])).run()
    })
}

/// Counts the states of all models in all sizes with published numbers: natively, and as wasm.
pub(crate) fn models(repository: &Repository) -> Result<(), Failure> {
    install::wasm_target(repository)?;
    install::bindgen(repository)?;
    let package = ["--release", "--package", "quorate-models", "--test", "numbers"];
    let all = ["--", "--include-ignored"];
    step("native numbers", || repository.cargo(["test"]).args(package).args(all).run())?;
    step("wasm numbers", || {
        repository.cargo(["test", "--target", WASM]).args(package).args(all).run()
    })
}

fn lint(repository: &Repository) -> Result<(), Failure> {
    repository
        .cargo(["clippy", "--workspace", "--all-targets", "--features", "quorate-tests/e2e"])
        .args(["--", "-D", "warnings"])
        .run()
}

fn lint_for_wasm(repository: &Repository) -> Result<(), Failure> {
    let clippy = || repository.cargo(["clippy", "--target", WASM]);
    let deny = ["--", "-D", "warnings"];
    // Only the page is tested there; the tests of the others may need what wasm does not have.
    let elsewhere = NATIVE_ONLY.iter().chain(&["quorate-web"]);
    let libraries = elsewhere.fold(clippy().args(["--workspace", "--lib"]), |clippy, package| {
        clippy.args(["--exclude", package])
    });
    libraries.args(deny).run()?;
    clippy().args(["--package", "quorate-web", "--all-targets"]).args(deny).run()
}

/// Built as it is used, so that little is left to build.
fn splitter_tests(repository: &Repository) -> Result<(), Failure> {
    repository
        .cargo(["test", "--package", "tools", "--features", "bindgen", "--profile", "tools"])
        .arg("--target-dir")
        .arg(repository.path("target"))
        .args(["--bin", "split-page"])
        .run()
}

fn wasm_tests(repository: &Repository) -> Result<(), Failure> {
    // Cargo hands `--quiet` on to the test runner, which knows no such word: keep it away.
    repository.cargo(["test", "--target", WASM, "--package", "quorate-web"]).run()?;
    if repository.path("tests/wasm_parity.rs").exists() {
        repository
            .cargo(["test", "--target", WASM, "--package", "quorate-tests"])
            .args(["--test", "wasm_parity"])
            .run()?;
    }
    Ok(())
}

fn page(repository: &Repository) -> Result<(), Failure> {
    slim(repository.program("trunk").args(["build", "--release", "--locked"])).run()
}

fn end_to_end(repository: &Repository, arguments: &[&str]) -> Result<(), Failure> {
    repository
        .cargo(["test", "--package", "quorate-tests", "--features", "e2e", "--test", "e2e"])
        .arg("--")
        .args(arguments)
        .run()
}
