//! What scripts may rely on: keys, exit statuses, and one line for each complaint.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use quorate_catalog::PROTOCOLS;
use quorate_proto::{Meta, Service};
use serde_json::Value;

/// A bug and the property that it breaks, as the list tells them.
struct Broken {
    protocol: String,
    bug: String,
    property: String,
}

fn quorate(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the command starts")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.args(arguments).env("LC_ALL", "C.UTF-8");
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text in UTF-8")
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text in UTF-8")
}

/// The one JSON object on standard output, which has at least these keys.
fn object(output: &Output, keys: &[&str]) -> Value {
    let text = out(output);
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
    assert_keys(&value, keys);
    value
}

fn assert_keys(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "no {key} in {value}");
    }
}

fn list() -> Value {
    object(&quorate(&["list", "--json"]), &["protocols"])
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// Name of the first preset of the first protocol.
fn a_preset() -> String {
    let list = list();
    string(&list["protocols"][0]["presets"][0]).to_owned()
}

#[test]
fn the_list_names_everything() {
    let list = list();
    assert!(!array(&list["protocols"]).is_empty());
    for protocol in array(&list["protocols"]) {
        let keys = ["id", "title", "family", "params", "kinds", "bugs", "properties", "presets"];
        assert_keys(protocol, &keys);
        for parameter in array(&protocol["params"]) {
            assert_keys(parameter, &["id", "min", "max", "default"]);
        }
        for bug in array(&protocol["bugs"]) {
            assert!(!array(&bug["breaks"]).is_empty(), "{bug}");
        }
        for property in array(&protocol["properties"]) {
            let kind = string(&property["expectation"]);
            assert!(["always", "sometimes", "eventually"].contains(&kind), "{property}");
        }
    }
    let text = out(&quorate(&["list"]));
    assert!(text.contains(&a_preset()), "{text}");
}

#[test]
fn a_run_reports_its_verdicts() {
    let output = quorate(&["run", &a_preset(), "--json"]);
    let keys = ["protocol", "digest", "events", "time", "verdicts", "first_break"];
    let report = object(&output, &keys);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(complaint(&output), "");
    assert!(report["first_break"].is_null());
    for verdict in report["verdicts"].as_object().expect("an object").values() {
        assert!(["holds", "broken", "unreached"].contains(&string(verdict)), "{report}");
    }
    assert_eq!(out(&output), out(&quorate(&["run", &a_preset(), "--json"])));
}

#[test]
fn until_stops_a_run() {
    let stopped = object(&quorate(&["run", &a_preset(), "--until", "100", "--json"]), &["time"]);
    assert_eq!(stopped["time"], 100_000);
    let bad = quorate(&["run", &a_preset(), "--until", "soon"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(complaint(&bad).contains("found: soon"), "{}", complaint(&bad));
}

/// A sweep that finds a break is the way to a scenario that breaks, whatever protocols there are.
fn a_break() -> (Broken, Value) {
    let list = list();
    for protocol in array(&list["protocols"]) {
        for bug in array(&protocol["bugs"]) {
            let (name, id) = (string(&protocol["id"]), string(&bug["id"]));
            let sweep =
                quorate(&["sweep", name, "--bug", id, "--seeds", "0..60", "--jobs", "2", "--json"]);
            let report = object(&sweep, &["violations"]);
            if let Some(violation) = array(&report["violations"]).first() {
                assert_eq!(sweep.status.code(), Some(1));
                let property = string(&violation["property"]).to_owned();
                let broken = Broken { protocol: name.to_owned(), bug: id.to_owned(), property };
                return (broken, violation.clone());
            }
        }
    }
    panic!("no bug of any protocol can be found by a sweep");
}

#[test]
fn a_break_is_found_reported_and_replayed() {
    let (broken, violation) = a_break();
    assert_keys(&violation, &["property", "seed", "time", "link"]);
    let link = string(&violation["link"]);
    assert!(link.contains(&format!(".B{}", broken.bug)), "{link}");
    let replay = quorate(&["run", link, "--json"]);
    let report = object(&replay, &["first_break"]);
    assert_eq!(replay.status.code(), Some(1), "{report}");
    assert_eq!(report["verdicts"][&broken.property], "broken");
    assert_eq!(report["first_break"]["time"], violation["time"]);
    assert_keys(&report["first_break"], &["property", "time", "link"]);
    let again = string(&report["first_break"]["link"]).to_owned();
    let third = object(&quorate(&["run", &again, "--json"]), &["first_break"]);
    assert_eq!(third["first_break"], report["first_break"]);
    let text = out(&quorate(&["run", link]));
    assert!(text.contains(&broken.property) && text.contains("broken"), "{text}");
    // The same run without its bug holds.
    let safe = link.replace(&format!(".B{}", broken.bug), "");
    let safe = quorate(&["run", &safe, "--json"]);
    assert_eq!(safe.status.code(), Some(0), "{}: {}", broken.protocol, out(&safe));
    let safe = link.replace(&format!(".B{}", broken.bug), "");
    let again = quorate(&["run", &safe, "--bug", &broken.bug, "--json"]);
    assert_eq!(again.status.code(), Some(1));
}

/// A hunt finds what a sweep finds, and less of it is left.
#[test]
fn a_hunt_finds_a_bug_and_shortens_it_on_any_number_of_threads() {
    let (broken, _) = a_break();
    let hunt = |more: &[&str]| {
        let mut arguments = vec!["hunt", &broken.protocol, "--bug", &broken.bug, "--json"];
        arguments.extend(more);
        quorate(&arguments)
    };
    let found = hunt(&["--jobs", "1"]);
    let keys = ["bug", "property", "seeds", "seconds", "actions", "link"];
    let mut report = object(&found, &keys);
    assert_eq!(found.status.code(), Some(1), "{report}");
    assert_eq!(complaint(&found), "", "no progress without a terminal");
    assert_eq!(report["bug"], broken.bug.as_str());
    assert_eq!(report["minimal"], true, "{report}");
    assert!(report["actions"].as_u64() <= report["drawn_actions"].as_u64(), "{report}");
    let link = string(&report["link"]).to_owned();
    let replay = quorate(&["run", &link, "--json"]);
    let replay = object(&replay, &["first_break"]);
    assert_eq!(replay["verdicts"][string(&report["property"])], "broken", "{replay}");
    let safe = quorate(&["run", &link.replace(&format!(".B{}", broken.bug), ""), "--json"]);
    assert_eq!(safe.status.code(), Some(0), "without the bug it holds: {}", out(&safe));
    let mut again = object(&hunt(&["--jobs", "3"]), &keys);
    for report in [&mut report, &mut again] {
        report["seconds"] = Value::Null;
    }
    assert_eq!(report, again);
    let guided = object(&hunt(&["--guided"]), &["coverage"]);
    assert!(guided["coverage"].is_u64() && guided["link"].is_string(), "{guided}");
    // Seeds under which nothing is found: no verdict.
    let list = list();
    let name = string(&list["protocols"][0]["id"]);
    let nothing = quorate(&["hunt", name, "--seeds", "0..3", "--json"]);
    let report = object(&nothing, &keys);
    assert_eq!(nothing.status.code(), Some(3), "{report}");
    assert_eq!(report["seeds"], 3);
    assert!(report["link"].is_null() && report["property"].is_null(), "{report}");
}

/// The table of bugs has a row for each, and the runs that it links to break what they are said to.
#[test]
fn the_zoo_shows_every_bug_of_a_protocol() {
    let list = list();
    let protocol = array(&list["protocols"]).last().expect("there is a protocol").clone();
    let name = string(&protocol["id"]);
    let zoo = |jobs: &str, more: &str| {
        quorate(&["zoo", name, "--seeds", "0..4", "--max-states", "300", "--jobs", jobs, more])
    };
    let output = zoo("2", "--json");
    let mut report = object(&output, &["rows", "seconds"]);
    let rows = array(&report["rows"]).to_vec();
    assert_eq!(rows.len(), array(&protocol["bugs"]).len());
    for (row, bug) in rows.iter().zip(array(&protocol["bugs"])) {
        assert_keys(row, &["protocol", "property", "seeds", "actions", "link", "explorer_steps"]);
        assert_eq!(row["bug"], bug["id"]);
        assert!(array(&bug["breaks"]).contains(&row["property"]), "{row}");
        let replay = object(&quorate(&["run", string(&row["link"]), "--json"]), &["verdicts"]);
        assert_eq!(replay["verdicts"][string(&row["property"])], "broken", "{row}");
    }
    // Few states are enough to find some of them from the first moment of the smallest cluster.
    assert!(rows.iter().any(|row| row["explorer_nodes"] == 2 && row["explorer_from"].is_null()));
    let found = rows.iter().all(|row| !row["seeds"].is_null());
    assert_eq!(output.status.code(), Some(if found { 0 } else { 3 }), "{report}");
    let mut again = object(&zoo("1", "--json"), &["rows"]);
    (report["seconds"], again["seconds"]) = (Value::Null, Value::Null);
    assert_eq!(report, again);
    let table = out(&zoo("2", "--format=markdown"));
    assert!(table.starts_with("# The bug zoo\n") && table.contains("#/lab?s=1."), "{table}");
}

#[test]
fn a_sweep_does_not_depend_on_threads_and_can_be_shared_out() {
    let list = list();
    let name = string(&list["protocols"][0]["id"]);
    let report = |more: &[&str]| {
        let mut arguments = vec!["sweep", name, "--seeds", "5..17", "--json"];
        arguments.extend(more);
        let output = quorate(&arguments);
        let keys = ["protocol", "seeds", "events", "seconds", "violations"];
        let mut report = object(&output, &keys);
        report["seconds"] = Value::Null;
        assert_eq!(complaint(&output), "", "no progress without a terminal");
        report
    };
    let whole = report(&["--jobs", "1"]);
    assert_eq!(whole["seeds"], 12);
    assert_eq!(whole, report(&["--jobs", "3"]));
    let parts: Vec<Value> =
        ["1/3", "2/3", "3/3"].iter().map(|shard| report(&["--shard", shard])).collect();
    let sum = |key: &str| parts.iter().filter_map(|part| part[key].as_u64()).sum::<u64>();
    assert_eq!(sum("seeds"), 12);
    assert_eq!(Some(sum("events")), whole["events"].as_u64());
    let files: Vec<String> = (0..parts.len())
        .map(|part| {
            let name = format!("quorate-{}-{part}.json", std::process::id());
            std::env::temp_dir().join(name).to_string_lossy().into_owned()
        })
        .collect();
    for (file, part) in files.iter().zip(&parts) {
        std::fs::write(file, part.to_string()).expect("a temporary file");
    }
    let mut expected = whole.clone();
    expected.as_object_mut().expect("an object").remove("seconds");
    let [first, second, third] = files.as_slice() else { panic!("three files") };
    // Neither the order counts nor how often a shard is given.
    for order in [vec![first, second, third], vec![third, first, third, second, first]] {
        let order: Vec<&str> = order.into_iter().map(String::as_str).collect();
        let merged = quorate(&[&["merge", "--json"], &order[..]].concat());
        assert_eq!(merged.status.code(), Some(0));
        assert_eq!(object(&merged, &["seeds", "covers"]), expected);
    }
    for file in &files {
        std::fs::remove_file(file).expect("the temporary file");
    }
    let quiet = report(&["--faults", "none"]);
    assert_ne!(quiet["events"], whole["events"]);
}

/// A line that was cut off does not count, a shard that was done twice counts once, and what does
/// not fit is refused.
#[test]
fn shards_are_told_in_lines_and_only_what_fits_is_merged() {
    let list = list();
    let name = string(&list["protocols"][0]["id"]);
    let whole = quorate(&["sweep", name, "--seeds", "5..17", "--json"]);
    let whole = object(&whole, &["covers"]);
    let mut expected = whole.clone();
    expected.as_object_mut().expect("an object").remove("seconds");
    let files = ["a", "b", "c"].map(|part| {
        let name = format!("quorate-{}-{part}.ndjson", std::process::id());
        std::env::temp_dir().join(name).to_string_lossy().into_owned()
    });
    let [first, second, third] = &files;
    let shard = |shard: &str| {
        let arguments = ["sweep", name, "--seeds", "5..17", "--format", "ndjson", "--shard", shard];
        out(&quorate(&arguments))
    };
    let (odd, even) = (shard("1/2"), shard("2/2"));
    std::fs::write(first, format!("{odd}{odd}{}", &even[..even.len() / 2])).expect("a file");
    std::fs::write(second, &even).expect("a file");
    let merged = quorate(&["merge", "--json", first, second, second]);
    assert_eq!(object(&merged, &["seeds"]), expected, "{}", complaint(&merged));
    // Whatever does not fit is refused.
    let refused = |text: &str, why: &str| {
        std::fs::write(third, text).expect("a file");
        let merged = quorate(&["merge", "--json", first, second, third]);
        assert_eq!(merged.status.code(), Some(2), "{}", out(&merged));
        assert!(complaint(&merged).contains(why), "{}", complaint(&merged));
    };
    let other = quorate(&["sweep", name, "--seeds", "5..7", "--faults", "light", "--json"]);
    refused(&out(&other), "light");
    refused(&out(&quorate(&["sweep", name, "--seeds", "2..8", "--json"])), "all or none");
    let mut wrong = whole.clone();
    wrong["events"] = 1.into();
    refused(&format!("{wrong}{wrong}"), "reports");
    refused(&format!("{wrong}\n{whole}\n"), "the same seeds");
    wrong["seeds"] = 11.into();
    refused(&wrong.to_string(), "as many seeds");
    for file in &files {
        std::fs::remove_file(file).expect("the temporary file");
    }
}

#[test]
fn a_scenario_has_two_spellings_and_many_sources() {
    let preset = a_preset();
    let line = out(&quorate(&["link", &preset]));
    let line = line.trim_end();
    let script = out(&quorate(&["script", &preset]));
    assert!(script.starts_with("quorate 1\ntitle "), "{script}");
    let address = format!("https://example.org/course/#/lab?s={line}&appinstall=0");
    for source in [line, &script, &address] {
        assert_eq!(out(&quorate(&["link", source])).trim_end(), line, "{source}");
    }
    let file = std::env::temp_dir().join(format!("quorate-{}.txt", std::process::id()));
    std::fs::write(&file, &script).expect("a temporary file");
    let name = file.to_string_lossy().into_owned();
    assert_eq!(out(&quorate(&["link", &name])).trim_end(), line);
    std::fs::remove_file(&file).expect("the temporary file");
    let mut child = command(&["link", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(script.as_bytes()).expect("the script is taken");
    drop(stdin);
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(out(&output).trim_end(), line);
    assert_eq!(object(&quorate(&["link", line, "--json"]), &["link"])["link"], line);
    assert_eq!(object(&quorate(&["script", line, "--json"]), &["script"]).get("link"), None);
}

#[test]
fn traces_are_one_event_per_line() {
    let preset = a_preset();
    let run = quorate(&["run", &preset, "--format", "ndjson"]);
    assert_eq!(run.status.code(), Some(0));
    let mut before = 0;
    for line in out(&run).lines() {
        let event: Value = serde_json::from_str(line).expect("a line of JSON");
        assert_keys(&event, &["t", "seq", "node", "kind"]);
        let number = event["seq"].as_u64().expect("a number");
        assert_eq!(number, before + 1, "{line}");
        before = number;
    }
    assert!(before > 3);
    assert_eq!(out(&run), out(&quorate(&["export", &preset, "--format", "ndjson"])));
    let mermaid = out(&quorate(&["export", &preset, "--format", "mermaid"]));
    assert!(mermaid.starts_with("sequenceDiagram\n"), "{mermaid}");
    assert!(mermaid.contains("->>"), "{mermaid}");
    for more in [&[][..], &["--picture", "diagram"]] {
        let picture = out(&quorate(&[&["export", &preset, "--format", "svg"], more].concat()));
        assert!(picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"));
        assert!(picture.contains("--ink:"), "it brings its colours");
    }
}

#[test]
fn experiments_give_rows() {
    let arguments = ["experiment", "demers", "--k", "1..2", "--sites", "60", "--runs", "6"];
    let json = quorate(&[&arguments[..], &["--json"]].concat());
    let report = object(&json, &["experiment", "settings", "rows"]);
    assert_eq!(array(&report["rows"]).len(), 2, "{report}");
    let keys = [
        "variant",
        "k",
        "sites",
        "runs",
        "residue",
        "residue_se",
        "traffic",
        "t_ave",
        "t_last",
        "t_last_se",
    ];
    assert_keys(&report["rows"][0], &keys);
    let csv = out(&quorate(&[&arguments[..], &["--csv"]].concat()));
    assert!(csv.starts_with(&keys.join(",")), "{csv}");
    assert_eq!(csv.lines().count(), 3);
    let alone = quorate(&[&arguments[..], &["--json", "--jobs", "1"]].concat());
    assert_eq!(out(&alone), out(&json), "threads change nothing");
}

/// The keys that scripts rely on, of every other experiment; each is tried on a small scale.
#[test]
fn every_experiment_gives_its_rows() {
    let answers = |meta: &Meta| meta.service != Service::Silent && meta.nodes.contains(&5);
    let answering = PROTOCOLS.iter().filter(|protocol| answers(protocol.meta())).count();
    let election = ["p5", "p25", "p50", "p75", "p95", "p99", "max", "mean"];
    let cases: [(&[&str], usize, &[&str]); 4] = [
        (
            &["raft-election", "--ranges", "150..300,12-24", "--trials", "9"],
            2,
            &[&["min_ms", "max_ms", "trials"], &election[..]].concat(),
        ),
        (
            &["split-vote", "--nodes", "5", "--latency", "10..10", "--trials", "9"],
            3,
            &["nodes", "candidates", "latency", "measured", "formula"],
        ),
        (&["availability", "--trials", "9"], 3, &["failed", "mean", "p50", "p95", "p99", "p999"]),
        (&["delays", "--nodes", "5"], answering, &["protocol", "nodes", "delays", "writes"]),
    ];
    for (arguments, rows, keys) in cases {
        let arguments = [&["experiment"], arguments].concat();
        let output = quorate(&[&arguments[..], &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", complaint(&output));
        let report = object(&output, &["experiment", "settings", "rows"]);
        assert_eq!(report["experiment"], arguments[1]);
        assert_eq!(array(&report["rows"]).len(), rows, "{report}");
        assert_keys(&report["rows"][0], keys);
        let csv = out(&quorate(&[&arguments[..], &["--csv"]].concat()));
        assert_eq!(csv.lines().count(), rows + 1, "{csv}");
        let table = out(&quorate(&arguments));
        assert!(table.lines().count() > rows, "{table}");
    }
}

/// A bound on time keeps what was measured, and says that it is not all.
#[test]
fn an_experiment_stopped_by_its_bound_says_3() {
    let arguments = ["experiment", "demers", "--runs", "100000", "--seconds", "1", "--json"];
    let output = quorate(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", complaint(&output));
    assert!(complaint(&output).contains("stopped at the bound"), "{}", complaint(&output));
    let report = object(&output, &["experiment", "settings", "rows"]);
    let runs = report["rows"][0]["runs"].as_u64();
    assert!(runs > Some(0) && runs < Some(100_000), "{report}");
}

/// What `check` says of a history that it reads from a pipe.
fn check(history: &str, options: &[&str]) -> Output {
    let mut child = command(&[&["check", "-"], options].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(history.as_bytes()).expect("the history is taken");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

#[test]
fn a_history_is_checked() {
    let keys = ["operations", "linearizable", "seconds", "witness"];
    let log = |read: &str| {
        format!(
            "INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0 :ok :write 1\n\
             INFO  jepsen.util - 1 :invoke :read nil\nINFO  jepsen.util - 1 :ok :read {read}\n"
        )
    };
    let jepsen = ["--model", "cas-register", "--format", "jepsen", "--json"];
    let yes = check(&log("1"), &jepsen);
    let report = object(&yes, &keys);
    assert_eq!(yes.status.code(), Some(0), "{report}");
    assert_eq!((&report["operations"], &report["linearizable"]), (&2.into(), &true.into()));
    assert_eq!(array(&report["witness"]["order"]).len(), 2, "{report}");
    let no = check(&log("2"), &jepsen);
    let report = object(&no, &keys);
    assert_eq!(no.status.code(), Some(1), "{report}");
    assert_eq!(report["linearizable"], false);
    assert_eq!(report["witness"]["impossible"]["call"], "read -> 2");
    assert_eq!(report["witness"]["impossible"]["returned"], 4);
    let unknown = check(&log("1"), &[&jepsen[..], &["--max-steps", "1"]].concat());
    let report = object(&unknown, &keys);
    assert_eq!(unknown.status.code(), Some(3), "{report}");
    assert!(report["linearizable"].is_null() && report["witness"].is_null(), "{report}");
    let text = out(&check(&log("2"), &jepsen[..4]));
    assert!(text.starts_with("not linearizable") && text.contains("read -> 2"), "{text}");
    for model in ["register", "cas-register", "kv", "queue", "set", "decision"] {
        let empty = check("", &["--model", model, "--json"]);
        assert_eq!(object(&empty, &keys)["linearizable"], true);
        assert_eq!(empty.status.code(), Some(0));
    }
    let bad = check("INFO x\n", &jepsen);
    assert_eq!(bad.status.code(), Some(2));
    assert!(complaint(&bad).contains("standard input: line 1: expected"), "{}", complaint(&bad));
    assert_eq!(complaint(&bad).lines().count(), 1);
}

/// What the clients of a run saw is written in two formats, and both read back as linearizable.
#[test]
fn a_run_is_exported_as_a_history() {
    let list = list();
    let sources = array(&list["protocols"]).iter().flat_map(|protocol| {
        let busy = format!("1.{}.c3~30000.end", string(&protocol["id"]));
        let presets = array(&protocol["presets"]).iter().map(|preset| string(preset).to_owned());
        presets.chain([busy]).collect::<Vec<_>>()
    });
    let mut operations = 0;
    for preset in sources {
        let export = |format: &str| quorate(&["export", &preset, "--format", format]);
        let (own, jepsen) = (export("history"), export("jepsen"));
        assert_eq!((own.status.code(), jepsen.status.code()), (Some(0), Some(0)), "{preset}");
        let decision = check(&out(&own), &["--model", "decision"]);
        let own = check(&out(&own), &["--model", "kv", "--json"]);
        let jepsen = check(&out(&jepsen), &["--model", "kv", "--format", "jepsen", "--json"]);
        let own = object(&own, &["operations", "linearizable"]);
        let jepsen = object(&jepsen, &["operations", "linearizable"]);
        assert_eq!(own["operations"], jepsen["operations"], "{preset}");
        // Of a decision, a log of Jepsen cannot say what the decided value was.
        let decided = decision.status.code() == Some(0);
        let same = own["linearizable"] == jepsen["linearizable"];
        assert!(same || (decided && jepsen["linearizable"] == true), "{preset}: {own} {jepsen}");
        operations += own["operations"].as_u64().unwrap_or_default();
    }
    assert!(operations > 100, "{operations}");
}

#[test]
fn bad_input_is_one_line_and_status_2() {
    let preset = a_preset();
    let list = list();
    let name = string(&list["protocols"][0]["id"]);
    let many = format!("1.{name}.n1000000000");
    let late = format!("1.{name}~99999999999999999999999.heal");
    let cases: &[(&[&str], &str)] = &[
        (&[], "a command"),
        (&["explode"], "found: explode"),
        (&["run"], "one scenario"),
        (&["run", "no/such/file.txt"], "found: no/such/file.txt"),
        (&["run", "nonsense"], "character 1: expected the name of a protocol"),
        (&["run", &many], "expected a whole number from 1 to 64"),
        (&["run", &late], "expected a time"),
        (&["run", &preset, "--bug", "zz"], "found: zz"),
        (&["run", &preset, "--format", "gif"], "found: gif"),
        (&["run", &preset, "--frobnicate"], "found: --frobnicate"),
        (&["run", &preset, "another"], "found: another"),
        (&["sweep", "nobody"], "found: nobody"),
        (&["hunt", name, "--bug", "zz"], "found: zz"),
        (&["sweep", name, "--seeds", "9..3"], "found: 9..3"),
        (&["sweep", name, "--set", "no=1"], "found: no=1"),
        (&["sweep", name, "--shard", "0/2"], "found: 0/2"),
        (&["check", "-"], "--model: expected register, cas-register, kv, queue, set, decision"),
        (&["check", "no/such/file.log", "--model", "kv"], "no/such/file.log"),
        (&["check", "-", "--model", "stack"], "found: stack"),
        (&["check", "-", "--model", "queue", "--format", "jepsen"], "--model: expected register"),
        (&["experiment", "alchemy"], "found: alchemy"),
        (&["experiment", "demers", "--k", "5..1"], "--k: expected a range A..B"),
        (&["experiment", "raft-election", "--ranges", "1..2"], "found: 1..2"),
        (&["experiment", "demers", "--speed", "9"], "found: --speed"),
        (&["export", &preset], "expected ndjson, mermaid, svg, history, jepsen"),
    ];
    for (arguments, expected) in cases {
        let output = quorate(arguments);
        let complaint = complaint(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{arguments:?}: {complaint}");
        assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn complaints_come_in_the_language_of_the_terminal() {
    let output = command(&["run", "nonsense"]).env("LC_ALL", "zh_CN.UTF-8").output();
    let said = complaint(&output.expect("the command starts"));
    assert!(said.contains("此处应为协议名"), "{said}");
    let said = complaint(&quorate(&["--language", "zh-CN", "run", "nonsense"]));
    assert!(said.contains("此处应为协议名"), "{said}");
}

#[test]
fn help_is_given_wherever_it_is_asked_for() {
    for arguments in [&["help"][..], &["--help"], &["run", "-h"], &["sweep", "x", "--help"]] {
        let output = quorate(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(out(&output).contains("Exit status"), "{arguments:?}");
    }
}

#[test]
fn a_reader_who_leaves_does_no_harm() {
    let mut child = command(&["run", &a_preset()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(complaint(&output), "");
}

/// What a command prints that is interrupted while it works.
#[cfg(unix)]
fn interrupted(arguments: &[&str]) -> Output {
    let child = command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let later = format!("sleep 0.8; kill -INT {}", child.id());
    let killed = Command::new("sh").args(["-c", &later]).status();
    assert!(killed.expect("a shell starts").success());
    child.wait_with_output().expect("the command ends")
}

/// A sweep without end is interrupted, and what was done so far is printed.
#[cfg(unix)]
#[test]
fn an_interrupt_prints_what_was_done_and_says_130() {
    let list = list();
    let name = string(&list["protocols"][0]["id"]);
    let output = interrupted(&["sweep", name, "--seeds", "0..1000000000", "--json"]);
    let report = object(&output, &["seeds"]);
    assert_eq!(output.status.code(), Some(130), "{report}");
    assert!(report["seeds"].as_u64() > Some(0), "{report}");
}

/// So is an experiment: the rows hold as many trials as there were.
#[cfg(unix)]
#[test]
fn an_interrupted_experiment_keeps_its_rows() {
    let output = interrupted(&["experiment", "split-vote", "--trials", "100000", "--json"]);
    let report = object(&output, &["experiment", "settings", "rows"]);
    assert_eq!(output.status.code(), Some(130), "{report}");
    let rows = array(&report["rows"]);
    assert!(!rows.is_empty() && rows[0]["trials"].as_u64() > Some(0), "{report}");
    // Half a minute on eight fast processors would be 72.
    assert!(rows.len() < 72, "{}", rows.len());
}
