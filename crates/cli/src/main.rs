//! The `quorate` command. All of it lives in the library beside, where tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    quorate_cli::main(std::env::args_os().skip(1))
}
