//! Asks the linker to leave its notes in the page: the page is split by them, see `late.txt`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bin=web=--emit-relocs");
    }
}
