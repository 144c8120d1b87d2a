//! Histories that others published, with the verdicts that they gave; and the formats they use.

use quorate_check::read::{AnyHistory, Format, Kind, Reading, read};
use quorate_check::{
    Bounds, Decision, HistoryOf, Live, Model, Queue, Register, Report, Set, TextStore, Verdict,
    check,
};
use quorate_proto::Language;

/// From anishathalye/porcupine, see `histories/LICENSE-porcupine.md`.
const ONE_OK: &str = include_str!("histories/kv-1-client-ok.txt");
const ONE_BAD: &str = include_str!("histories/kv-1-client-bad.txt");
const TEN_OK: &str = include_str!("histories/kv-10-clients-ok.txt");

/// Both algorithms, which have to agree.
fn both<M: Model>(model: &M, history: &HistoryOf<M>) -> Report<M::Key> {
    let report = check(model.clone(), history, Bounds::default());
    let calls: Vec<usize> = (0..history.len()).collect();
    let live = Live::replay(model.clone(), history, &calls);
    assert_eq!(live.verdict(Bounds::default()), report.verdict);
    report
}

fn text_history(reading: &Reading) -> &HistoryOf<TextStore> {
    let AnyHistory::Text(history) = &reading.history else { panic!("texts are read") };
    history
}

fn verdict(text: &str, format: Format, kind: Kind) -> Verdict {
    let reading = read(text, format, kind).unwrap_or_else(|error| panic!("{error:?}"));
    match &reading.history {
        AnyHistory::Register(history) => both(&Register, history).verdict,
        AnyHistory::Store(store, history) => both(store, history).verdict,
        AnyHistory::Text(history) => both(&TextStore, history).verdict,
        AnyHistory::Queue(history) => both(&Queue, history).verdict,
        AnyHistory::Set(history) => both(&Set, history).verdict,
        AnyHistory::Decision(history) => both(&Decision, history).verdict,
    }
}

#[test]
fn published_stores() {
    for (text, operations, expected) in
        [(ONE_OK, 58, Verdict::Yes), (ONE_BAD, 38, Verdict::No), (TEN_OK, 337, Verdict::Yes)]
    {
        let reading = read(text, Format::PorcupineKv, Kind::KeyValue).expect("a fine history");
        assert_eq!(reading.operations, operations);
        assert_eq!(both(&TextStore, text_history(&reading)).verdict, expected);
    }
}

/// The one client's last read misses what it appended before.
#[test]
fn a_published_violation_is_shown_where_it_is() {
    let reading = read(ONE_BAD, Format::PorcupineKv, Kind::KeyValue).expect("a fine history");
    let history = text_history(&reading);
    let report = both(&TextStore, history);
    let why = report.contradiction.expect("a no is explained");
    assert_eq!(why.key, "7");
    let line = |call: usize| history.calls()[call].invoked;
    assert_eq!(why.impossible.map(line), Some(59));
    assert_eq!(why.smallest.iter().copied().map(line).collect::<Vec<_>>(), [55, 59]);
    assert_eq!(why.stuck.iter().copied().map(line).collect::<Vec<_>>(), [59]);
    assert!(why.minimal);
}

/// One event per line, fields divided by tabs or blanks.
fn jepsen(events: &[&str]) -> String {
    let line = |(index, event): (usize, &&str)| {
        let event = if index % 2 == 0 { event.replace(' ', "\t") } else { (*event).to_owned() };
        format!("INFO  jepsen.util - {event}\n")
    };
    events.iter().enumerate().map(line).collect()
}

fn registers(events: &[&str]) -> Verdict {
    verdict(&jepsen(events), Format::Jepsen, Kind::CasRegister)
}

#[test]
fn a_jepsen_register() {
    let write = ["0 :invoke :write 1", "0 :ok :write 1"];
    let fresh = ["1 :invoke :read nil", "1 :ok :read 1"];
    let unset = ["1 :invoke :read nil", "1 :ok :read nil"];
    assert_eq!(registers(&[]), Verdict::Yes);
    assert_eq!(registers(&[write, fresh].concat()), Verdict::Yes);
    assert_eq!(registers(&[unset, write].concat()), Verdict::Yes);
    assert_eq!(registers(&[write, unset].concat()), Verdict::No);
}

#[test]
fn a_jepsen_swap_that_failed_saw_another_value() {
    let write = ["0 :invoke :write 1", "0 :ok :write 1"];
    let fails = ["1 :invoke :cas [1 2]", "1 :fail :cas [1 2]"];
    let other = ["1 :invoke :cas [3 2]", "1 :fail :cas [3 2]"];
    let hits = ["1 :invoke :cas [1 2]", "1 :ok :cas [1 2]"];
    assert_eq!(registers(&[write, fails].concat()), Verdict::No);
    assert_eq!(registers(&[fails, write].concat()), Verdict::Yes, "nothing equals no value");
    assert_eq!(registers(&[write, other].concat()), Verdict::Yes);
    assert_eq!(registers(&[write, hits].concat()), Verdict::Yes);
    assert_eq!(registers(&[hits, write].concat()), Verdict::No);
}

#[test]
fn what_timed_out_may_have_happened_at_any_later_time() {
    let lost = ["0 :invoke :write 1", "0 :info :write :timed-out"];
    let read = |process: &str, value: &str| {
        [format!("{process} :invoke :read nil"), format!("{process} :ok :read {value}")]
    };
    let with = |values: &[&str]| {
        let mut events: Vec<String> = lost.map(str::to_owned).into();
        for value in values {
            events.extend(read("1", value));
        }
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        registers(&events)
    };
    assert_eq!(with(&["nil", "nil"]), Verdict::Yes);
    assert_eq!(with(&["nil", "1"]), Verdict::Yes);
    assert_eq!(with(&["1", "nil"]), Verdict::No);
    let unknown = ["1 :invoke :read nil", "1 :fail :read :timed-out"];
    assert_eq!(registers(&[lost, unknown].concat()), Verdict::Yes);
    let swap = ["0 :invoke :cas [7 8]", "0 :info :cas :timed-out"];
    let seven = ["2 :invoke :write 7", "2 :ok :write 7"];
    let eight = ["3 :invoke :read nil", "3 :ok :read 8"];
    assert_eq!(registers(&[swap, seven, eight].concat()), Verdict::Yes);
    assert_eq!(registers(&[swap, eight].concat()), Verdict::No);
}

#[test]
fn a_jepsen_log_may_be_about_several_keys() {
    let events = [
        "0 :invoke :write [x 1]",
        "0 :ok :write [x 1]",
        "0 :invoke :add [y 4]",
        "0 :ok :add [y [4 4]]",
        "1 :invoke :cas [x [2 3]]",
        "1 :fail :cas [x [2 3]]",
        ":nemesis :info :start nil",
        "2 :invoke :read [y nil]",
        "2 :ok :read [y 4]",
    ];
    assert_eq!(verdict(&jepsen(&events), Format::Jepsen, Kind::KeyValue), Verdict::Yes);
    let mut wrong = events;
    wrong[8] = "2 :ok :read [y nil]";
    assert_eq!(verdict(&jepsen(&wrong), Format::Jepsen, Kind::KeyValue), Verdict::No);
}

#[test]
fn our_own_format() {
    let lines = r#"
        {"client":"X","call":"set","key":"x","value":7,"invoked":1,"returned":3,"answer":7}
        {"client":"Y","call":"cas","key":"x","expected":1,"value":2,"invoked":2}
        {"client":"Y","call":"cas","key":"x","expected":9,"value":2,"invoked":4,"returned":5,WAS}
        {"client":"X","call":"set","key":"x","value":9,"invoked":6,"returned":7,"outcome":"refused"}
        {"client":"X","call":"get","key":"x","invoked":8,"returned":9,"answer":7,"note":"ignored"}
    "#;
    let lines = &lines.replace("WAS", r#""outcome":"mismatch","answer":7"#);
    let reading = read(lines, Format::Quorate, Kind::KeyValue).expect("a fine history");
    assert_eq!((reading.operations, reading.processes), (5, vec!["X".into(), "Y".into()]));
    assert_eq!(verdict(lines, Format::Quorate, Kind::KeyValue), Verdict::Yes);
    let wrong = lines.replace("\"answer\":7,\"note\"", "\"answer\":9,\"note\"");
    assert_eq!(verdict(&wrong, Format::Quorate, Kind::KeyValue), Verdict::No);
    let texts = r#"
        {"client":1,"call":"append","key":"k","value":"a","invoked":0,"returned":2}
        {"client":2,"call":"append","key":"k","value":"b","invoked":1,"returned":3}
        {"client":2,"call":"get","key":"k","invoked":4,"returned":5,"answer":"ba"}"#;
    assert_eq!(verdict(texts, Format::Quorate, Kind::KeyValue), Verdict::Yes);
    assert_eq!(verdict(&texts.replace("ba", "bb"), Format::Quorate, Kind::KeyValue), Verdict::No);
    let queue = r#"
        {"client":1,"call":"enqueue","value":1,"invoked":0,"returned":1}
        {"client":1,"call":"enqueue","value":2,"invoked":2,"returned":3}
        {"client":2,"call":"dequeue","invoked":4,"returned":5,"answer":1}
        {"client":2,"call":"dequeue","invoked":6,"returned":7,"answer":2}
        {"client":2,"call":"dequeue","invoked":8,"returned":9,"answer":null}"#;
    assert_eq!(verdict(queue, Format::Quorate, Kind::Queue), Verdict::Yes);
    let lost = queue.replace("\"answer\":1", "\"answer\":2");
    assert_eq!(verdict(&lost, Format::Quorate, Kind::Queue), Verdict::No);
    let set = r#"
        {"client":1,"call":"add","value":1,"invoked":0,"returned":1,"answer":true}
        {"client":1,"call":"add","value":1,"invoked":2,"returned":3,"answer":false}
        {"client":2,"call":"contains","value":2,"invoked":4,"returned":5,"answer":false}
        {"client":2,"call":"read","invoked":6,"returned":7,"answer":[1]}"#;
    assert_eq!(verdict(set, Format::Quorate, Kind::Set), Verdict::Yes);
    let decision = r#"
        {"client":1,"call":"set","key":"x","value":3,"invoked":0,"returned":5,"answer":4}
        {"client":2,"call":"set","key":"x","value":4,"invoked":1}"#;
    assert_eq!(verdict(decision, Format::Quorate, Kind::Decision), Verdict::Yes);
    let other = decision.replace("\"answer\":4", "\"answer\":5");
    assert_eq!(verdict(&other, Format::Quorate, Kind::Decision), Verdict::No);
    assert_eq!(verdict(&set.replace("[1]", "[1,2]"), Format::Quorate, Kind::Set), Verdict::No);
}

/// Each complaint names the line, what was expected there and what stood there.
fn complaints(format: Format, cases: &[(Kind, &str, &str)]) {
    for (kind, text, expected) in cases {
        let error = read(text, format, *kind).expect_err(text);
        let said = error.say(Language::English);
        assert!(said.contains(expected), "{text}: {said}");
        assert!(error.say(Language::Chinese).contains("此处应为"));
    }
}

#[test]
fn what_is_no_jepsen_log_is_told_where() {
    use Kind::{CasRegister, KeyValue, Queue, Register};
    let twice = "0 :invoke :read nil\n0 :invoke :read nil";
    let other = "0 :invoke :write 1\n0 :ok :write 2";
    let again = "0 :invoke :read nil\n0 :info :read :timed-out\n0 :invoke :read nil";
    let cases = [
        (Queue, "", "expected register, cas-register or kv with --format jepsen; found: queue"),
        (Register, "\n\nhello", "line 3: expected PROCESS, then :invoke"),
        (Register, "x - a :invoke :read nil", "line 1: expected a process"),
        (Register, "0 :invoke :cas [1 2]", "expected :read or :write (with"),
        (CasRegister, "0 :invoke :cas 1", "expected [FROM TO], two whole numbers; found: 1"),
        (CasRegister, "0 :invoke :write x", "a whole number; found: x"),
        (CasRegister, "0 :ok :read 1", "the end of what this process invoked"),
        (CasRegister, twice, "line 2: expected a process that has no open operation; found: 0"),
        (CasRegister, other, "line 2: expected what was invoked; found: 2"),
        (CasRegister, again, "line 3: expected a process that has no open operation"),
        (KeyValue, "0 :invoke :write [X 1]", "one to eight of a-z"),
    ];
    complaints(Format::Jepsen, &cases);
}

#[test]
fn what_is_no_porcupine_history_is_told_where() {
    use Kind::{KeyValue, Register};
    let go = r#"{:process 0, :type :go, :f :get, :key "0", :value nil}"#;
    let put = r#"{:process 0, :type :invoke, :f :put, :key "0", :value nil}"#;
    let cases = [
        (Register, "", "expected kv with --format porcupine-kv; found: register"),
        (KeyValue, "{:process 0}", "line 1: expected one EDN map"),
        (KeyValue, go, ":type :invoke, :ok, :fail or :info; found: :go"),
        (KeyValue, put, ":value: a text in quotes; found: nil"),
    ];
    complaints(Format::PorcupineKv, &cases);
}

#[test]
fn what_is_not_our_own_format_is_told_where() {
    use Kind::{KeyValue, Queue, Set};
    let pop = r#"{"client":"X","call":"pop","invoked":1}"#;
    let no_value = r#"{"client":"X","call":"enqueue","invoked":1}"#;
    let sooner = r#"{"client":"X","call":"dequeue","invoked":-1}"#;
    let backwards = r#"{"client":"X","call":"dequeue","invoked":9,"returned":8}"#;
    let no_key = r#"{"client":"X","call":"get","invoked":9}"#;
    let mixed = r#"{"client":"X","call":"put","key":"k","value":"a","invoked":9}
        {"client":"X","call":"add","key":"k","value":1,"invoked":9}"#;
    let cases = [
        (Set, "[]", "expected one JSON object"),
        (Set, pop, "call: add, remove, contains or read; found: pop"),
        (Queue, no_value, "value: a whole number; found nothing"),
        (Queue, sooner, "invoked: a whole number from 0; found: -1"),
        (Queue, backwards, "returned: not before invoked; found: 8"),
        (KeyValue, no_key, "key: one to eight"),
        (KeyValue, mixed, "line 2: expected call: get, put or append (texts); found: add"),
    ];
    complaints(Format::Quorate, &cases);
}
