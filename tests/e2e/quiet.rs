//! A page that stands still costs nothing, and one that runs costs little.

use std::time::Duration;

use crate::lab::{FIVE, lab};
use crate::page::Visit;

/// Counts the frames that the page asks for, and the milliseconds that its scripts take in each.
const COUNT_FRAMES: &str = "
    window.frames_asked = 0;
    window.frame_costs = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (work) => {
        window.frames_asked += 1;
        return ask((now) => {
            const start = performance.now();
            work(now);
            window.frame_costs.push(performance.now() - start);
        });
    };";

#[test]
fn a_paused_page_asks_for_no_frames() {
    let page = Visit::to(&lab(FIVE)).watched_by(COUNT_FRAMES).open();
    let asked = || page.evaluate("return window.frames_asked").as_f64().unwrap_or(-1.0);
    page.find("button", "Play");
    page.pause(Duration::from_millis(300));
    let before = asked();
    page.pause(Duration::from_millis(700));
    assert_eq!(asked(), before, "while it stands still from the beginning");

    page.find("button", "Play").click();
    page.find("button", "Pause");
    page.wait_until("frames", "return window.frames_asked > 5");
    page.find("button", "Pause").click();
    page.find("button", "Play");
    page.pause(Duration::from_millis(300));
    let before = asked();
    page.pause(Duration::from_millis(700));
    assert_eq!(asked(), before, "once it stands still again");
}

#[test]
fn whoever_reads_elsewhere_in_the_page_pays_for_no_frames_of_the_lab() {
    let page = Visit::to("").watched_by(COUNT_FRAMES).open();
    page.find("button", "Pause");
    page.select(".gallery");
    page.evaluate("document.querySelector('.gallery').lastElementChild.scrollIntoView()");
    page.pause(Duration::from_millis(400));
    let asked = || page.evaluate("return window.frames_asked").as_f64().unwrap_or(-1.0);
    let before = asked();
    page.pause(Duration::from_millis(500));
    assert_eq!(asked(), before);
}

#[test]
#[ignore = "a measurement, run by name"]
fn many_messages_under_way_are_drawn_in_time() {
    // Slow links and short intervals: messages pile up on their way, first with words on them, and
    // where these would cover each other without.
    for (delay, least) in [("180-220", 30), ("1500-1600", 200)] {
        let script = format!(
            "raft n7 c2 x3 w0 d{delay} Pelectionmin-9000 Pelectionmax-9900\n\
             100 fire A election\n5000 end"
        );
        let page = Visit::to(&lab(&script)).watched_by(COUNT_FRAMES).open();
        let flights = page.state()["messages"].as_array().map_or(0, Vec::len);
        page.evaluate("window.frame_costs = []");
        page.find("button", "Play").click();
        page.wait_until("frames", "return window.frame_costs.length > 120");
        let script = "const costs = window.frame_costs.slice(20);
            costs.sort((one, other) => one - other);
            const at = (share) => costs[Math.floor(costs.length * share)].toFixed(1);
            const drawn = [...document.querySelectorAll('.message[data-message]')];
            const area = (it) => it.querySelector('.words').getBoundingClientRect().width;
            const words = drawn.filter((it) => area(it) > 0).length;
            return { words, median: at(0.5), p95: at(0.95), most: at(0.999) }";
        let costs = page.evaluate(script);
        println!("{flights} messages; milliseconds of script a frame: {costs}");
        assert!(flights >= least, "{flights}");
        let p95: f64 = costs["p95"].as_str().unwrap_or_default().parse().expect("a number");
        assert!(p95 < 16.0, "{costs}");
    }
}
