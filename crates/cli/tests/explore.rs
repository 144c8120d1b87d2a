//! What scripts may rely on of `quorate explore`: keys, exit statuses, links that replay.

use std::process::{Command, Output};

use serde_json::Value;

fn quorate(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.args(arguments).env("LC_ALL", "C.UTF-8");
    command.output().expect("the command starts")
}

/// The one JSON object on standard output, and the exit status.
fn explore(arguments: &[&str]) -> (Value, Option<i32>) {
    let arguments: Vec<&str> = ["explore", "--json"].iter().chain(arguments).copied().collect();
    let output = quorate(&arguments);
    let text = String::from_utf8(output.stdout).expect("text in UTF-8");
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
    for key in ["generated", "distinct", "depth", "complete", "seconds", "verdicts", "first_break"]
    {
        assert!(value.get(key).is_some(), "no {key} in {value}");
    }
    (value, output.status.code())
}

#[test]
fn a_model_has_the_published_numbers() {
    let (report, status) = explore(&["model:two-phase", "--set", "rms=3"]);
    assert_eq!(status, Some(0));
    let numbers = [&report["generated"], &report["distinct"], &report["depth"]];
    assert_eq!(numbers.map(Value::as_u64), [Some(1_146), Some(288), Some(11)]);
    assert_eq!(report["complete"], true);
    assert_eq!(report["verdicts"]["TCConsistent"], "holds");
    assert!(report["first_break"].is_null());
    let (report, _) = explore(&["model:two-phase", "--set", "rms=4", "--symmetry"]);
    assert_eq!(report["distinct"], 166);
    let (report, _) = explore(&["model:transaction-commit", "--set", "rms=2"]);
    assert_eq!((&report["distinct"], &report["generated"]), (&12.into(), &23.into()));
}

#[test]
fn a_bound_is_status_3() {
    for bound in [["--depth", "4"], ["--max-states", "40"], ["--search", "random"]] {
        let more = ["model:two-phase", bound[0], bound[1]];
        let random = bound[1] == "random";
        let arguments: Vec<&str> = if random {
            more.into_iter().chain(["--max-states", "500", "--depth", "9"]).collect()
        } else {
            more.into()
        };
        let (report, status) = explore(&arguments);
        assert_eq!(status, Some(3), "{report}");
        assert_eq!(report["complete"], false);
        assert!(report["distinct"].as_u64() > Some(10), "{report}");
    }
}

/// The first bug of any protocol that the explorer finds near the start of a small cluster.
#[test]
fn a_counterexample_is_a_link_that_replays() {
    let list = quorate(&["list", "--json"]);
    let list: Value = serde_json::from_slice(&list.stdout).expect("JSON");
    let found = list["protocols"].as_array().expect("an array").iter().any(|protocol| {
        let name = protocol["id"].as_str().expect("a string");
        let bugs = protocol["bugs"].as_array().expect("an array").iter();
        bugs.filter_map(|bug| bug["id"].as_str()).any(|bug| breaks_near_the_start(name, bug))
    });
    assert!(found, "no bug of any protocol breaks near the start");
}

fn breaks_near_the_start(protocol: &str, bug: &str) -> bool {
    let scenario = format!("1.{protocol}.n3.c1");
    let budgets = ["--crashes", "1", "--timers", "2", "--max-states", "3000"];
    let arguments: Vec<&str> = [scenario.as_str()].into_iter().chain(budgets).collect();
    let (safe, status) = explore(&arguments);
    assert!(matches!(status, Some(0 | 3)), "{protocol} without a bug: {safe}");
    let arguments: Vec<&str> = arguments.into_iter().chain(["--bug", bug]).collect();
    let (report, status) = explore(&arguments);
    let first = &report["first_break"];
    let Some(link) = first["link"].as_str() else { return false };
    assert_eq!(status, Some(1), "{report}");
    assert!(first["steps"].as_u64() > Some(0), "{report}");
    let property = first["property"].as_str().expect("a string");
    assert_eq!(report["verdicts"][property], "broken");
    let run = quorate(&["run", link, "--json"]);
    assert_eq!(run.status.code(), Some(1), "{link}");
    let run: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert_eq!(run["verdicts"][property], "broken", "{link}");
    true
}

#[test]
fn bad_input_is_one_line_and_status_2() {
    let cases: [(&[&str], &str); 6] = [
        (&["explore"], "one scenario or model:NAME"),
        (&["explore", "model:perpetuum-mobile"], "found: model:perpetuum-mobile"),
        (&["explore", "model:two-phase", "--set", "rms=0"], "found: rms=0"),
        (&["explore", "model:two-phase", "--search", "sideways"], "expected bfs, dfs or random"),
        (&["explore", "model:two-phase", "--depth", "0"], "found: 0"),
        (&["explore", "model:two-phase", "--from", "400"], "found: 400"),
    ];
    for (arguments, expected) in cases {
        let output = quorate(arguments);
        let complaint = String::from_utf8(output.stderr).expect("text in UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{arguments:?}: {complaint}");
        assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
