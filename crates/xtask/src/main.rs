//! The commands of this repository. See [`USAGE`].

mod checks;
mod fuzz;
mod install;
mod shell;
mod size;
mod slim;

use std::process::ExitCode;

use shell::{Failure, Repository};
use xtask::site::Site;

const USAGE: &str = "\
cargo xtask serve [--port N]   build the page and serve it on this machine (port 8080)
cargo xtask test [--fast]      run every check; --fast leaves out what needs a browser
cargo xtask build              build the page into dist/
cargo xtask size               print what the page weighs, and hold it to its budget
cargo xtask bench              measure, natively and as wasm, beside the peers
cargo xtask models             count the states of all models, natively and as wasm
cargo xtask fuzz SECONDS [TEST]
                               fuzz every reader of input for so long, or one
cargo xtask readme-picture     draw .github/picture.png anew from the page

Each command first installs what it needs and does not find, into target/tools/.";

const PORT_USUAL: u16 = 8080;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Failure> {
    let repository = Repository::find();
    match arguments {
        ["serve"] => serve(&repository, PORT_USUAL),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => serve(&repository, port),
            Err(_) => Err(Failure::new(format!("expected a port from 0 to 65535, found {port}"))),
        },
        ["test"] => checks::all(&repository),
        ["test", "--fast"] => checks::fast(&repository),
        ["build"] => checks::build(&repository),
        ["size"] => size::check(&repository),
        ["bench"] => checks::bench(&repository),
        ["models"] => checks::models(&repository),
        ["fuzz", seconds, only @ ..] if only.len() <= 1 => match seconds.parse() {
            Ok(seconds) => fuzz::fuzz(&repository, seconds, only.first().copied()),
            Err(_) => Err(Failure::new(format!("expected seconds, found {seconds}"))),
        },
        ["readme-picture"] => checks::readme_picture(&repository),
        ["help" | "--help" | "-h"] | [] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new(format!("not a command: {}\n\n{USAGE}", arguments.join(" ")))),
    }
}

/// Builds the page, then serves it. The address is printed once the page is there to be opened.
fn serve(repository: &Repository, port: u16) -> Result<(), Failure> {
    let listen = || {
        Site::new(repository.path("dist")).listen(port).map_err(|error| {
            Failure::new(format!("port {port}: {error}; another one: --port NUMBER"))
        })
    };
    // A taken port is told before the build, not after it; but nobody may knock before it is done.
    drop(listen()?);
    checks::build(repository)?;
    let site = listen()?;
    println!("{}", site.url());
    site.serve();
    Ok(())
}
