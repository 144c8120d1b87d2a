//! What every test about a run needs: scenarios to open, how the run stands, and its menus.

use fantoccini::key::Key;
use quorate_catalog::PROTOCOLS;
use quorate_scenario::{decode, link};
use serde_json::{Value, json};

use crate::page::{Page, Visit};

/// Five servers: B wins term 1, and then A is asked to set y. Opens while heartbeats travel.
pub(crate) const FIVE: &str = "raft n5 c2 x1 w0 d10-20\n100 fire B election\n400 X L S7.y\n470 end";
/// The same, at a moment at which nothing is under way.
pub(crate) const QUIET: &str = "raft n5 c2 x1 w0 d5-8 k1\n100 fire B election\n150 end";

/// The link to a scenario, as far as it follows the address of the page.
pub(crate) fn lab(script: &str) -> String {
    let decoded = decode(script, PROTOCOLS).unwrap_or_else(|error| panic!("{script}: {error:?}"));
    format!("#/lab?s={}", link(&decoded.scenario))
}

/// Opens a scenario on a laptop; time stands still.
pub(crate) fn open(script: &str) -> Page {
    let page = Visit::to(&lab(script)).open();
    page.find_beginning("image", "Node A");
    page
}

impl Page {
    /// How the run stands, as the page tells scripts.
    pub(crate) fn state(&self) -> Value {
        let state = self.wait(|| {
            let state = self.evaluate("return window.quorate ? window.quorate.state() : null");
            state.is_object().then_some(state)
        });
        state.expect("window.quorate tells how the run stands")
    }

    /// All that was done to the run, as a script.
    pub(crate) fn script(&self) -> String {
        self.evaluate("return window.quorate.script()").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the script of the run holds this line, whenever it was done.
    pub(crate) fn wait_for_act(&self, act: &str) {
        let ends = |line: &str| line.split_once(' ').is_some_and(|(_, rest)| rest == act);
        let done = self.wait(|| self.script().lines().any(ends).then_some(()));
        assert!(done.is_some(), "{act:?} was not done:\n{}", self.script());
    }

    /// Waits until something about the run holds.
    pub(crate) fn wait_for(&self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let state = self.wait(|| Some(self.state()).filter(&holds));
        state.unwrap_or_else(|| panic!("did not come: {what}; {}", self.state()))
    }

    /// A property of a node as the run tells it: `("B", "role")`.
    pub(crate) fn of_node(&self, id: &str, property: &str) -> Value {
        let state = self.state();
        let nodes = state["nodes"].as_array().cloned().unwrap_or_default();
        nodes.into_iter().find(|node| node["id"] == json!(id)).unwrap_or_default()[property].clone()
    }

    /// Opens the menu of a node by pointer and chooses an entry.
    pub(crate) fn choose(&self, node: &str, entry: &str) {
        self.open_menu(node);
        self.find("menuitem", entry).click();
    }

    /// Presses what is named so until its menu is there.
    pub(crate) fn open_menu_of(&self, name: &str) {
        let opened = self.wait(|| {
            self.find_beginning("image", name).click();
            (!self.names("menu").is_empty()).then_some(())
        });
        assert!(opened.is_some(), "no menu of {name} opens");
    }

    /// Presses a node until its menu is there: once to choose it, once more for the menu.
    pub(crate) fn open_menu(&self, node: &str) {
        let menu = format!("Node {node}");
        let name = format!("Node {node},");
        let opened = self.wait(|| {
            self.find_beginning("image", &name).click();
            self.has("menu", &menu).then_some(())
        });
        assert!(opened.is_some(), "no menu of {node} opens");
    }

    /// Goes to a tab of the panel; its name may go on with a number.
    pub(crate) fn tab(&self, name: &str) {
        self.find_beginning("tab", name).click();
        let script = "return document.querySelector('[role=tab][aria-selected=true]')
            .textContent.startsWith(arguments[0])";
        let chosen = self
            .wait(|| (self.evaluate_with(script, vec![json!(name)]) == json!(true)).then_some(()));
        assert!(chosen.is_some(), "the tab {name} does not open");
    }

    /// All that the panel beside the stage says.
    pub(crate) fn panel(&self) -> String {
        self.select("[role=tabpanel]").text()
    }

    /// Waits until the panel says something.
    pub(crate) fn wait_for_words(&self, words: &str) {
        let said = self.wait(|| self.panel().contains(words).then_some(()));
        assert!(said.is_some(), "the panel does not say {words:?}:\n{}", self.panel());
    }

    /// Presses a key together with Shift.
    pub(crate) fn press_shifted(&self, key: Key) {
        self.press(&format!("{}{}", char::from(Key::Shift), char::from(key)));
    }

    /// Presses a special key.
    pub(crate) fn key(&self, key: Key) {
        self.press(&char::from(key).to_string());
    }

    /// What has the focus, in a few words: its name or its text.
    pub(crate) fn focused(&self) -> String {
        let script = "const at = document.activeElement;
            return at.getAttribute('aria-label') || at.innerText || at.textContent || at.tagName";
        self.evaluate(script).as_str().unwrap_or_default().trim().to_owned()
    }

    /// Walks by Tab, or back, until something has the focus.
    pub(crate) fn tab_to(&self, name: &str, back: bool) {
        const STEPS_MAX: usize = 80;
        let mut passed = Vec::new();
        for _ in 0..STEPS_MAX {
            match back {
                true => self.press_shifted(Key::Tab),
                false => self.key(Key::Tab),
            }
            let here = self.focused();
            if here.starts_with(name) {
                return;
            }
            passed.push(here);
        }
        panic!("Tab does not lead to {name:?}, but by {passed:?}");
    }
}
