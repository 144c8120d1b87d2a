//! Other programs, run from the top of the repository and told apart by name and time.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a command of ours ended early, for people.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Failure {
        Failure(reason.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The checkout that this program was built from.
#[derive(Debug)]
pub(crate) struct Repository {
    top: PathBuf,
}

impl Repository {
    pub(crate) fn find() -> Repository {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let top = own.ancestors().nth(2).expect("this package lies in crates/xtask");
        Repository { top: top.to_path_buf() }
    }

    pub(crate) fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.top.join(inside)
    }

    /// A program, run at the top of the repository, that finds our tools before all others.
    pub(crate) fn program(&self, name: impl AsRef<OsStr>) -> Program {
        let ours = [self.path("target/tools"), self.path("target/tools/bin")];
        let theirs = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(ours.into_iter().chain(env::split_paths(&theirs)))
            .unwrap_or_else(|_| theirs.clone());

        let mut command = Command::new(name);
        command.current_dir(&self.top).env("PATH", path);
        // Some of the programs started here read this as a wish for colours, some as an error.
        command.env_remove("NO_COLOR");
        Program(command)
    }

    /// Cargo, held to the lock file.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Program {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        self.program(cargo).args(arguments).arg("--locked")
    }
}

/// A program about to be run.
#[derive(Debug)]
pub(crate) struct Program(Command);

impl Program {
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Program {
        self.0.arg(argument);
        self
    }

    pub(crate) fn args(mut self, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Program {
        self.0.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Program {
        self.0.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Program {
        self.0.env_remove(name);
        self
    }

    /// Runs in sight, to success.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let line = self.line();
        match self.0.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Failure(format!("{status} from: {line}"))),
            Err(error) => Err(Failure(format!("cannot start ({error}): {line}"))),
        }
    }

    /// Runs unseen; what it printed, or nothing when it failed or is not there.
    pub(crate) fn output(mut self) -> Option<Vec<u8>> {
        let output = self.0.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then_some(output.stdout)
    }

    /// As [`Program::output`], for one line of text.
    pub(crate) fn text(self) -> Option<String> {
        let text = String::from_utf8(self.output()?).ok()?;
        Some(text.trim().to_owned())
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.0.get_program()).chain(self.0.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// Does one named piece of work and prints its name and the seconds it took.
pub(crate) fn step(name: &str, work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    println!("── {name}");
    #[allow(clippy::disallowed_methods, reason = "these are seconds of the wall clock")]
    let start = Instant::now();
    let outcome = work();
    let seconds = start.elapsed().as_secs_f64();
    let word = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("── {name}: {word} in {seconds:.1} s\n");
    outcome
}
