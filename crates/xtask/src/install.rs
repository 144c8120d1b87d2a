//! Brings what a command needs and does not find.
//!
//! Everything is built from the package registries' sources, or comes from the system's own
//! packages: nothing is fetched as a ready-made binary. Each installation is skipped when its
//! result is there, so a second run costs nothing.

use std::env;
use std::fs;
use std::path::Path;

use crate::shell::{Failure, Repository, step};

const TRUNK_VERSION: &str = "0.21.14";
const AXE_VERSION: &str = "4.14.1";
const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for wasm.
pub(crate) fn wasm_target(repository: &Repository) -> Result<(), Failure> {
    let library =
        || repository.program("rustc").args(["--print", "target-libdir", "--target", WASM]);
    if library().text().is_some_and(|folder| fs::exists(folder).unwrap_or(false)) {
        return Ok(());
    }
    step("install the wasm target", || {
        repository.program("rustup").args(["target", "add", WASM]).run()
    })
}

/// The sources of the standard library, which the page is compiled with.
pub(crate) fn sources(repository: &Repository) -> Result<(), Failure> {
    let toolchain = repository.program("rustc").args(["--print", "sysroot"]).text();
    let lock_file = "lib/rustlib/src/rust/library/Cargo.lock";
    if toolchain.is_some_and(|folder| Path::new(&folder).join(lock_file).exists()) {
        return Ok(());
    }
    step("install the sources of the standard library", || {
        repository.program("rustup").args(["component", "add", "rust-src"]).run()
    })
}

/// `wasm-bindgen` and its test runner, built from our own lock file.
pub(crate) fn bindgen(repository: &Repository) -> Result<(), Failure> {
    // Cargo itself knows whether these are fresh, and the lock file may have moved since.
    let build = |quiet: bool| {
        let quiet: &[&str] = if quiet { &["--quiet"] } else { &[] };
        repository
            .cargo(["build", "--package", "tools", "--features", "bindgen", "--profile", "tools"])
            .arg("--target-dir")
            .arg(repository.path("target"))
            .args(quiet)
            .run()
    };
    if repository.path("target/tools/wasm-bindgen").exists() {
        return build(true);
    }
    step("install wasm-bindgen", || build(false))
}

/// Trunk, which builds the page. A copy elsewhere on this machine does not count: its version and
/// features would differ from one machine to the next.
pub(crate) fn trunk(repository: &Repository) -> Result<(), Failure> {
    let wanted = format!("trunk {TRUNK_VERSION}");
    let trunk = repository.path("target/tools/bin/trunk");
    if repository.program(&trunk).arg("--version").text().is_some_and(|found| found == wanted) {
        return Ok(());
    }
    step("install trunk", || {
        let build_folder = repository.path("target/trunk");
        repository
            .cargo(["install", "trunk", "--version", TRUNK_VERSION, "--no-default-features"])
            .arg("--root")
            .arg(repository.path("target/tools"))
            .arg("--target-dir")
            .arg(&build_folder)
            // Trunk mostly waits for others: built plainly, it is here in a third of the time.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
            .without_env("CARGO_TARGET_DIR")
            .run()?;
        fs::remove_dir_all(&build_folder)
            .map_err(|error| Failure::new(format!("{}: {error}", build_folder.display())))
    })
}

/// Chromium with its driver, and the fonts that Chinese pictures need.
pub(crate) fn browser(repository: &Repository) -> Result<(), Failure> {
    let driver = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let has_driver = repository.program(driver).arg("--version").output().is_some();
    let has_fonts = repository
        .program("fc-list")
        .args([":lang=zh-cn", "family"])
        .text()
        .is_some_and(|families| !families.is_empty());

    let mut packages = Vec::new();
    if !has_driver {
        packages.extend(["chromium", "chromium-driver"]);
    }
    if !has_fonts {
        packages.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    system_packages(repository, &packages)
}

/// axe-core, which finds barriers in a page.
pub(crate) fn axe(repository: &Repository) -> Result<(), Failure> {
    let folder = repository.path(format!("target/tools/axe-core-{AXE_VERSION}"));
    let script = repository.path("target/tools/axe.min.js");
    if folder.exists() && script.exists() {
        return Ok(());
    }
    if repository.program("npm").arg("--version").output().is_none() {
        system_packages(repository, &["nodejs", "npm"])?;
    }
    step("install axe-core", || {
        let archive = repository.path(format!("target/tools/axe-core-{AXE_VERSION}.tgz"));
        repository
            .program("npm")
            .args(["pack", "--silent", "--pack-destination", "target/tools"])
            .arg(format!("axe-core@{AXE_VERSION}"))
            .run()?;
        let within = |error| Failure::new(format!("{}: {error}", folder.display()));
        fs::create_dir_all(&folder).map_err(within)?;
        repository.program("tar").arg("-xzf").arg(&archive).arg("-C").arg(&folder).run()?;
        fs::copy(folder.join("package/axe.min.js"), &script).map_err(within)?;
        fs::remove_file(&archive).map_err(within)
    })
}

/// Packages of a Debian-like system, when this process may install them.
fn system_packages(repository: &Repository, packages: &[&str]) -> Result<(), Failure> {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    let is_root = repository.program("id").arg("-u").text().is_some_and(|user| user == "0");
    let has_apt = repository.program("apt-get").arg("--version").output().is_some();
    let has_sudo = || repository.program("sudo").args(["-n", "true"]).output().is_some();

    let apt: &[&str] = match (has_apt, is_root) {
        (true, true) => &["env"],
        (true, false) if has_sudo() => &["sudo", "-n", "env"],
        _ => {
            return Err(Failure::new(format!(
                "missing on this machine, and not to be installed from here: {list}\n\
                 Install these (on Debian: apt-get install {list}), or say where a driver is with \
                 CHROMEDRIVER=path, or leave the browser out with `cargo xtask test --fast`."
            )));
        }
    };
    let apt = |arguments: &[&str]| {
        repository
            .program(apt[0])
            .args(&apt[1..])
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"])
            .args(arguments)
            .run()
    };
    step(&format!("install {list}"), || {
        apt(&["update"])?;
        apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
    })
}
