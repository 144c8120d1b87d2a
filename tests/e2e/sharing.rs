//! A moment goes to somebody else: as a link, a code, a frame, or a file.

use serde_json::{Value, json};

use crate::lab::{FIVE, QUIET, lab, open};
use crate::page::{Page, Visit};

/// The text of a read-only field of the dialog.
fn field(page: &Page, name: &str) -> String {
    page.find("textbox", name).property("value").unwrap_or_default()
}

/// What follows the address of the page in a link that the dialog gives.
fn target(link: &str) -> &str {
    link.split_once("/quorate/").map_or(link, |(_, target)| target)
}

#[test]
fn a_link_opens_the_same_moment_for_a_stranger() {
    let page = open(FIVE);
    page.choose("C", "Crash");
    for _ in 0..5 {
        page.find("button", "Step to the next event").click();
    }
    let here = page.state();
    page.find("button", "Share").click();
    page.find("dialog", "Share this moment");
    let link = field(&page, "Link");
    let second = "Some chat programs cut off what follows #; this form has none.";
    let without_hash = field(&page, second);
    drop(page);

    assert!(!without_hash.contains('#'), "{without_hash}");
    for link in [link, without_hash] {
        let stranger = Visit::to(target(&link)).dark().chinese().phone().open();
        let there = stranger.state();
        for property in ["digest", "time", "events", "nodes", "messages", "promises"] {
            assert_eq!(there[property], here[property], "{property} of {link}");
        }
        stranger.find("button", "播放");
    }
}

#[test]
fn a_title_travels_with_its_link() {
    let page = open(QUIET);
    page.find("button", "Share").click();
    page.find("textbox", "Title").press("Zwei Führer, 两个领导者");
    let link = page.wait(|| Some(field(&page, "Link")).filter(|link| link.contains("&t=")));
    let link = link.expect("the title in the link");
    drop(page);
    let stranger = Visit::to(target(&link)).open();
    stranger.wait_until(
        "the title",
        "return document.body.innerText.includes('Zwei Führer, 两个领导者')",
    );
}

#[test]
fn the_dialog_copies_or_says_how_to() {
    let page = open(QUIET);
    page.find("button", "Share").click();
    page.find("image", "QR code of the link");
    for name in ["Copy link", "Copy for WeChat", "Copy embed code"] {
        page.find("button", name).click();
    }
    page.wait_until(
        "a word about each",
        "const said = [...document.querySelectorAll('dialog [role=status]')];
         return said.length > 2 && said.every((it) => /Copied|Ctrl/.test(it.textContent))",
    );
}

#[test]
fn the_code_of_a_frame_shows_the_moment_in_somebody_elses_page() {
    let page = open(FIVE);
    let here = page.state();
    page.find("button", "Share").click();
    let code = field(&page, "Embed");
    assert!(code.starts_with("<iframe "), "{code}");
    let (_, rest) = code.split_once("src=\"").expect("an address");
    let (source, _) = rest.split_once('"').expect("its end");
    let path = source.split_once("/any/").map_or("", |(_, path)| path);
    let host = format!(
        "<!doctype html><html lang=\"en\"><title>Course</title><link rel=\"icon\" href=\"data:,\">
         <iframe src=\"/any/{path}\" title=\"Raft\" width=\"600\" height=\"480\"></iframe></html>"
    );
    drop(page);

    let course = Visit::to("/course.html").beside("/course.html", &host).open();
    course.enter_frame(0);
    assert_eq!(course.state()["digest"], here["digest"]);
    course.wait_until(
        "the stage and its controls, and nothing else",
        "return document.querySelector('#stage') !== null
             && document.querySelector('[aria-label=Play]') !== null
             && document.querySelector('[role=tablist]') === null
             && document.documentElement.scrollWidth <= innerWidth",
    );
    course.select("[aria-label=Play]").click();
    course.wait_for("it plays", |state| state["time"].as_f64() > here["time"].as_f64());
}

#[test]
fn a_page_around_ours_talks_with_it_by_messages() {
    let host = format!(
        "<!doctype html><html lang=\"en\"><title>Course</title><link rel=\"icon\" href=\"data:,\">
         <script>
             window.told = [];
             addEventListener('message', (event) => told.push(event.data));
             window.ask = (message) =>
                 frames[0].postMessage({{ ns: 'quorate', v: 1, ...message }}, '*');
             window.answer = (id) => told.find((it) => it.id === id);
         </script>
         <iframe src=\"/any/path/quorate/?embed=1{}\" title=\"Raft\" width=\"600\" height=\"480\"
             sandbox=\"allow-scripts\"></iframe></html>",
        lab(FIVE)
    );
    let course = Visit::to("/course.html").beside("/course.html", &host).open();
    course.wait_until(
        "a sign of life",
        "return told.some((it) => it.type === 'ready' && it.protocols.length > 2)",
    );
    course.evaluate(
        "ask({ id: 1, type: 'seek', t: 250 });
         ask({ id: 2, type: 'get', what: 'state' });
         ask({ id: 'three', type: 'get', what: 'link', more: true });
         ask({ id: 4, type: 'dance' });
         ask({ id: 5, type: 'load', s: '1.tea~end' });
         ask({ id: 6, type: 'seek', t: 'late' });
         ask({ id: 7, v: 9, type: 'play' });
         frames[0].postMessage('hello', '*');
         frames[0].postMessage({ id: 8, type: 'play' }, '*');
         ask({ id: 9, type: 'hello' });",
    );
    course.wait_until("all answers", "return answer(9)?.type === 'ready'");
    let told = course.evaluate(
        "return [
             answer(1).type, answer(2).state.time, answer(2).state.nodes.length,
             answer('three').link.startsWith('1.raft'),
             ...[4, 5, 6, 7].map((id) => answer(id).code), answer(8) === undefined];",
    );
    let malformed = course.evaluate("return answer(6).text");
    assert!(malformed.as_str().unwrap_or_default().contains(r#""t":"late""#), "{malformed}");
    let codes = ["unknown-type", "bad-value", "malformed", "unknown-version"];
    let [four, five, six, seven] = codes;
    assert_eq!(told, json!(["done", 250, 5, true, four, five, six, seven, true]));
}

/// Keeps what the page hands to the visitor as files.
const KEEP_FILES: &str = "
    window.files = [];
    HTMLAnchorElement.prototype.click = function () { window.files.at(-1).name = this.download };
    URL.createObjectURL = (blob) => {
        const file = { name: '', text: null };
        window.files.push(file);
        blob.text().then((text) => { file.text = text });
        return 'about:blank#file';
    };
    URL.revokeObjectURL = () => {};";

/// Saves a file by the button with this name and gives its name and text.
fn saved(page: &Page, button: &str) -> (String, String) {
    page.evaluate("window.files.length = 0");
    page.find("button", button).click();
    let script = "return window.files[0] ?? null";
    let file = page.wait(|| Some(page.evaluate(script)).filter(|file| file["text"].is_string()));
    let file = file.unwrap_or_else(|| panic!("{button} saves nothing"));
    let text = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
    (text("name"), text("text"))
}

#[test]
fn a_run_is_saved_in_the_formats_of_others() {
    let page = Visit::to(&lab(FIVE)).watched_by(KEEP_FILES).open();
    let events =
        page.state()["events"].as_u64().or(page.state()["events"].as_f64().map(|it| it as u64));
    page.find("button", "Share").click();

    let (name, text) = saved(&page, "Script");
    assert!(name.ends_with(".txt"), "{name}");
    assert!(text.contains("100 fire B election"), "{text}");

    let (name, text) = saved(&page, "Mermaid sequence");
    assert!(name.ends_with(".mmd"), "{name}");
    assert!(text.starts_with("sequenceDiagram"), "{text}");
    assert!(text.contains("participant A") && text.contains("B->>"), "{text}");

    for (button, marker) in [("Stage as SVG", "A"), ("Diagram as SVG", "E")] {
        let (name, text) = saved(&page, button);
        assert!(name.ends_with(".svg"), "{name}");
        // The style of the file is no style of this page, whose policy would refuse it.
        let script = "const bare = arguments[0].replace(/<style[^]*<.style>/, '');
            const read = new DOMParser().parseFromString(bare, 'image/svg+xml');
            const wrong = read.querySelector('parsererror');
            return wrong?.textContent ?? read.documentElement.localName";
        assert_eq!(page.evaluate_with(script, vec![json!(text)]), json!("svg"), "{button}");
        assert!(text.contains(&format!(">{marker}</text>")), "{button}: {text}");
        assert!(text.contains("--ground:") && text.contains(".tone-lead"), "{button}: {text}");
    }

    let (name, text) = saved(&page, "Trace as NDJSON");
    assert!(name.ends_with(".ndjson"), "{name}");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(Some(lines.len() as u64), events, "a line for every event");
}

#[test]
fn a_script_that_somebody_sent_opens() {
    let page = Visit::to("#/gallery").open();
    page.select(".gallery-open");
    page.evaluate("document.querySelector('.gallery-open').open = true");
    page.find("textbox", "Link or script").press("quorate 1\nraft n3 c1 x5\n200 crash A\n300 end");
    page.find("button", "Open").click();
    page.wait_for("the run", |state| state["time"].as_f64() == Some(300.0));
    assert_eq!(page.of_node("A", "status"), json!("crashed"));
}
