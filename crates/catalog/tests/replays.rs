//! Old links replay for ever: each link of the golden list gives the trace that it always gave.
//!
//! With `UPDATE=1` in the environment the list is written anew from the presets and the bugs'
//! scripts. That is for the time before a release; afterwards lines are added, never changed.

mod common;

use std::fmt::Write;
use std::path::Path;

use common::{Failures, ends, play, scenario};
use quorate_catalog::PROTOCOLS;
use quorate_scenario::{Scenario, link};

#[test]
fn old_links_replay() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/replays.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, list()).expect("the list can be written");
    }
    let list = std::fs::read_to_string(&path).expect("the list is there");
    let mut failures = Failures::default();
    let mut count = 0;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        count += 1;
        let Some(scenario) = scenario(line, line, &mut failures) else { continue };
        let played = play(&scenario);
        let now = played.digest;
        let canonical = link(&scenario);
        failures.check(canonical == line, || format!("{line}\n  is now written {canonical}"));
        let safe = !scenario.setup.bugs.is_empty() || played.broken.is_empty();
        failures.check(safe && played.events > 0, || {
            format!("{line}\n  now breaks {:?} in {} events", played.broken, played.events)
        });
        failures.check(scenario.digest == Some(now), || format!("{line}\n  now gives {now:x}"));
    }
    assert!(count >= PROTOCOLS.len());
    failures.report();
}

/// A link for each preset, and for each bug's script with the bug on, with its trace digest.
fn list() -> String {
    let mut list = "# Links and, in each, the digest of its trace.\n".to_owned();
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        let presets = meta.presets.iter().map(|preset| (preset.script, None));
        let bugs = meta.bugs.iter().enumerate().map(|(bug, it)| (it.script, Some(bug)));
        for (text, bug) in presets.chain(bugs) {
            let Some(mut scenario) = scenario(meta.id, text, &mut failures) else { continue };
            if let Some(bug) = bug {
                scenario.setup.bugs = scenario.setup.bugs.with(bug, true);
            }
            let digest = Some(play(&scenario).digest);
            let end = Some(ends(&scenario));
            let _ = writeln!(list, "{}", link(&Scenario { digest, end, ..scenario }));
        }
    }
    failures.report();
    list
}
