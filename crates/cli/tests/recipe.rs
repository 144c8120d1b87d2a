//! The recipe for many workers, with one of them killed half-way and run again.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const QUORATE: &str = env!("CARGO_BIN_EXE_quorate");
const RECIPE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recipes/gnu-parallel.sh");

/// A worker that is killed the first time that it has said something about the second shard. What
/// it was saying breaks off in the middle of a line.
const FRAGILE: &str = r#"#!/bin/sh
case " $* " in *" --shard 2/3 "*)
    if mkdir "$FOLDER/was-killed" 2>/dev/null; then
        "$REAL" "$@" >"$FOLDER/said" & worker=$!
        while ! [ -s "$FOLDER/said" ]; do sleep 0.01; done
        kill -KILL $worker
        wait $worker
        head -n 1 "$FOLDER/said"
        printf '{"protocol":"'
        exit 137
    fi
esac
exec "$REAL" "$@"
"#;

/// A folder of its own, and everything in it, for as long as a test lasts.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("quorate-recipe-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a temporary folder");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Some hundreds of seeds for each of three shards, of the protocol whose runs are shortest; with a
/// bug, so that there is something to report.
const SWEEP: [&str; 5] = ["basic-paxos", "--seeds", "3..1203", "--bug", "p2"];

fn recipe(folder: &Folder, workers: Option<&str>) -> Output {
    let mut command = Command::new("sh");
    command.arg(RECIPE).arg(folder.path("results")).arg("3").args(SWEEP);
    command.env("QUORATE", folder.path("fragile")).env("REAL", QUORATE);
    command.env("FOLDER", &folder.0).env("JOBS", "3").env_remove("WORKERS");
    command.envs(workers.map(|workers| ("WORKERS", workers)));
    command.output().expect("a shell starts")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {output:?}"))
}

fn whole() -> Value {
    let whole = Command::new(QUORATE).arg("sweep").args(SWEEP).arg("--json").output();
    let mut whole = json(&whole.expect("it starts"));
    whole.as_object_mut().expect("an object").remove("seconds");
    whole
}

fn killed_and_run_again(name: &str, workers: Option<&str>) {
    let folder = Folder::new(name);
    let fragile = folder.path("fragile");
    fs::write(&fragile, FRAGILE).expect("a script");
    fs::set_permissions(&fragile, fs::Permissions::from_mode(0o755)).expect("it may be run");
    let first = recipe(&folder, workers);
    assert_eq!(first.status.code(), Some(4), "{first:?}");
    assert!(Path::new(&folder.path("was-killed")).exists());
    let second = recipe(&folder, workers);
    // Status 1: the bug was found.
    assert_eq!(second.status.code(), Some(1), "{second:?}");
    assert_eq!(json(&second), whole());
}

#[test]
fn a_worker_that_was_killed_is_run_again_and_counts_once() {
    killed_and_run_again("local", None);
}

/// The same through GNU parallel, where it is installed; `:` is this machine without ssh.
#[test]
fn so_it_is_with_gnu_parallel() {
    let there = Command::new("parallel").arg("--version").output();
    if there.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).starts_with("GNU parallel")) {
        killed_and_run_again("parallel", Some("3/:"));
    } else {
        eprintln!("left out: there is no GNU parallel here");
    }
}
