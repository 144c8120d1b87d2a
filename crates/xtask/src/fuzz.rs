//! Fuzzing for long, guided by what an input reaches: an input that gets anywhere new is kept and
//! changed further. Works with the compiler that this repository is pinned to: libFuzzer comes with
//! `bolero`, and the compiler counts by a pass that LLVM always has.

use crate::shell::{Failure, Repository, step};

/// A reader of input: its package, which of the package's test programs, the test, and where what
/// it once stumbled over is kept.
struct Target {
    package: &'static str,
    program: &'static str,
    test: &'static str,
    corpus: &'static str,
}

const fn target(
    package: &'static str,
    program: &'static str,
    test: &'static str,
    corpus: &'static str,
) -> Target {
    Target { package, program, test, corpus }
}

const TESTS: &str = "quorate-tests";
const CLI: &str = "quorate-cli";
const WEB: &str = "quorate-web";
const FUZZ: &str = "--test=fuzz";
const LIB: &str = "--lib";

/// All readers. Each comes twice, for raw bytes and for recipes; the recipes' corpus is that of the
/// bytes, since what they find is written down as a text.
const TARGETS: &[Target] = &[
    target(TESTS, FUZZ, "texts::bytes", "tests/fuzz/__fuzz__/texts/corpus"),
    target(TESTS, FUZZ, "texts::recipes", ""),
    target(TESTS, FUZZ, "runs::bytes", "tests/fuzz/__fuzz__/runs/corpus"),
    target(TESTS, FUZZ, "runs::recipes", ""),
    target(TESTS, FUZZ, "histories::bytes", "tests/fuzz/__fuzz__/histories/corpus"),
    target(TESTS, FUZZ, "histories::recipes", ""),
    target(CLI, FUZZ, "command_lines", "crates/cli/tests/__fuzz__/command_lines/corpus"),
    target(CLI, FUZZ, "command_lines_of_recipes", ""),
    target(CLI, FUZZ, "reports", "crates/cli/tests/__fuzz__/reports/corpus"),
    target(CLI, FUZZ, "reports_of_recipes", ""),
    target(WEB, LIB, "state::fuzz::addresses", "web/src/state/__fuzz__/addresses/corpus"),
    target(WEB, LIB, "state::fuzz::addresses_of_recipes", ""),
    target(WEB, LIB, "state::fuzz::preferences", ""),
    target(WEB, LIB, "api::fuzz::messages", "web/src/api/__fuzz__/messages/corpus"),
    target(WEB, LIB, "api::fuzz::messages_of_recipes", ""),
    target(WEB, LIB, "state::fuzz::moments", ""),
    target(WEB, LIB, "jobs::fuzz::letters", "web/src/jobs/__fuzz__/letters/corpus"),
    target(WEB, LIB, "jobs::fuzz::letters_of_recipes", ""),
];

/// What makes the compiler count, and `bolero` hand over to libFuzzer.
const FLAGS: &str = "--cfg fuzzing --cfg fuzzing_libfuzzer -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Longer than an input may take, in seconds.
const PATIENCE: u32 = 60;
/// More memory than an input may take, in mebibytes.
const MEMORY: u32 = 2_048;

/// Fuzzes every reader, or one of them, for so many seconds each.
pub(crate) fn fuzz(
    repository: &Repository,
    seconds: u32,
    only: Option<&str>,
) -> Result<(), Failure> {
    let chosen: Vec<_> =
        TARGETS.iter().filter(|target| only.is_none_or(|only| only == target.test)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = TARGETS.iter().map(|target| target.test).collect();
        return Err(Failure::new(format!("expected one of: {}", names.join(", "))));
    }
    let host = host(repository)?;
    for target in chosen {
        step(&format!("fuzz {}", target.test), || fuzz_one(repository, target, seconds, &host))?;
    }
    Ok(())
}

fn fuzz_one(
    repository: &Repository,
    target: &Target,
    seconds: u32,
    host: &str,
) -> Result<(), Failure> {
    let name = target.test.replace("::", "-");
    let found = repository.path(format!("target/fuzz/inputs/{name}"));
    let findings = repository.path("target/fuzz/findings");
    for folder in [&found, &findings] {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
    }
    let corpus = repository.path(target.corpus);
    let mut arguments = vec![found.display().to_string()];
    if !target.corpus.is_empty() && corpus.exists() {
        arguments.push(corpus.display().to_string());
    }
    arguments.extend([
        format!("-max_total_time={seconds}"),
        format!("-timeout={PATIENCE}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-artifact_prefix={}/", findings.display()),
        "-print_final_stats=1".to_owned(),
        // A recipe is made of many bytes: short inputs lead nowhere.
        format!("-len_control={}", if target.corpus.is_empty() { 0 } else { 100 }),
    ]);
    repository
        // A target that is named keeps the flags away from build scripts.
        .cargo(["test", "--profile", "fuzz", "--target", host, "--target-dir", "target/fuzz"])
        .args(["--package", target.package, target.program])
        .args(["--", "--exact", target.test, "--nocapture"])
        .env("RUSTFLAGS", FLAGS)
        .env("BOLERO_LIBFUZZER_ARGS", arguments.join(" "))
        .run()
}

/// The machine that this is compiled on and for.
fn host(repository: &Repository) -> Result<String, Failure> {
    let version = repository.program("rustc").arg("-vV").text().unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("`rustc -vV` names no host"))
}
