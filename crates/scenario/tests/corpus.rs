//! The golden corpus: texts and what they have always meant, and what is wrong with the others.

mod common;

use common::PROTOCOLS;
use quorate_proto::Language;
use quorate_scenario::{address, decode, link, script};

#[test]
fn old_texts_mean_what_they_always_meant() {
    let blocks = include_str!("golden/corpus.txt").split("\n\n");
    let mut count = 0;
    for block in blocks {
        let lines: Vec<&str> = block.lines().filter(|line| !line.starts_with('#')).collect();
        let Some(text) = lines.iter().find_map(|line| line.strip_prefix("text ")) else { continue };
        count += 1;
        let source = text.replace(" / ", "\n");
        let decoded = decode(&source, PROTOCOLS);
        for line in &lines {
            match (line.split_once(' ').expect("a word, then its text"), &decoded) {
                (("text", _), _) => {}
                (("link", expected), Ok(decoded)) => {
                    assert_eq!(link(&decoded.scenario), expected, "{text}");
                }
                (("script", expected), Ok(decoded)) => {
                    let script = script(&decoded.scenario);
                    assert_eq!(script.trim_end().replace('\n', " / "), expected, "{text}");
                }
                (("note", expected), Ok(decoded)) => {
                    let mut notes = decoded.notes.iter().map(|note| note.say(Language::English));
                    assert!(notes.any(|note| note == expected), "{text}: {:?}", decoded.notes);
                }
                (("error", expected), Err(error)) => {
                    let said = error.say(Language::English);
                    assert!(said.starts_with(expected), "{text}\n{said}\n{expected}");
                    assert!(!error.say(Language::Chinese).is_empty());
                }
                _ => panic!("{text}: {line}: {decoded:?}"),
            }
        }
        if let Ok(decoded) = &decoded {
            let said = lines.iter().filter(|line| line.starts_with("note ")).count();
            assert_eq!(decoded.notes.len(), said, "{text}: {:?}", decoded.notes);
        }
    }
    assert!(count > 50, "the corpus was not read: {count}");
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let long_link = format!("1.still{}", "~1.heal".repeat(15_000));
    let long_title = format!("1.still&t={}", "a".repeat(100_000));
    let comments = format!("still n3\n{}", "# nothing\n".repeat(30_000));
    for text in [&long_link, &comments] {
        let error = decode(text, PROTOCOLS).expect_err("too long");
        assert!(error.say(Language::English).starts_with("expected at most"), "{error:?}");
    }
    assert!(decode(&format!("https://a.example/?s={long_title}"), PROTOCOLS).is_err());
    let many = format!("still n3\n{}", "1 heal\n".repeat(2_001));
    let error = decode(&many, PROTOCOLS).expect_err("too many actions");
    assert!(error.say(Language::English).contains("at most 2000 actions"), "{error:?}");
    assert!(error.say(Language::English).starts_with("line 2002, column 1: "), "{error:?}");
}

#[test]
fn a_title_cannot_become_anything_else() {
    let title = "<script>alert(1)</script>%0A400 crash A%0Araft%E2%80%AE &s=1.other";
    let text = format!("https://example.org/#/lab?s=1.still&t={title}");
    let decoded = decode(&text, PROTOCOLS).expect("a fine text");
    let scenario = decoded.scenario;
    assert_eq!(scenario.title.as_deref(), Some("<script>alert(1)</script> 400 crash A raft"));
    assert!(scenario.actions.is_empty());
    let again = decode(&script(&scenario), PROTOCOLS).expect("its own script");
    assert_eq!(again.scenario, scenario);
    let full = address("https://example.org/", &scenario);
    assert!(full.ends_with("&t=%3Cscript%3Ealert%281%29%3C%2Fscript%3E%20400%20crash%20A%20raft"));
    assert_eq!(decode(&full, PROTOCOLS).expect("its own address").scenario, scenario);
}

#[test]
fn truncated_texts_are_refused_or_mean_less() {
    let text = "1.still.n5.c2.x20240611~400.X.L.S5~1000.cut.AB-CDE~2400.heal~3200.end";
    for end in 0..text.len() {
        match decode(&text[..end], PROTOCOLS) {
            Ok(decoded) => assert!(decoded.scenario.actions.len() <= 3),
            Err(error) => assert!(!error.say(Language::English).is_empty()),
        }
    }
}
