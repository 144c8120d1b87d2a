//! Elements of a picture, made and changed by hand. A refusal of the document leaves the picture
//! as it was: no drawing is worth a panic.

use quorate_scene::At;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgGraphicsElement, SvgTransform, SvgsvgElement};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A new element of a picture; nothing if the document refuses.
pub(crate) fn create(name: &str, class: &str) -> Option<Element> {
    let element = gloo::utils::document().create_element_ns(Some(SVG), name).ok()?;
    set(&element, "class", class);
    Some(element)
}

/// A new element inside another one.
pub(crate) fn create_in(parent: &Element, name: &str, class: &str) -> Option<Element> {
    let element = create(name, class)?;
    parent.append_child(&element).ok()?;
    Some(element)
}

/// Sets an attribute. Plain names are never refused.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets attributes that are numbers.
pub(crate) fn set_numbers(element: &Element, values: &[(&str, f64)]) {
    for (name, value) in values {
        set(element, name, &At(*value).to_string());
    }
}

/// Shows or hides an element.
pub(crate) fn show(element: &Element, shown: bool) {
    if shown {
        let _ = element.remove_attribute("display");
    } else {
        set(element, "display", "none");
    }
}

/// A text that is written only when it changes.
pub(crate) struct Words {
    pub(crate) element: Element,
    written: String,
}

impl Words {
    pub(crate) fn create_in(parent: &Element, class: &str) -> Option<Self> {
        Some(Self { element: create_in(parent, "text", class)?, written: String::new() })
    }

    /// The words of an element that is there already.
    pub(crate) const fn around(element: Element) -> Self {
        Self { element, written: String::new() }
    }

    pub(crate) fn write(&mut self, text: &str) {
        if self.written != text {
            self.element.set_text_content(Some(text));
            text.clone_into(&mut self.written);
        }
    }
}

/// An attribute that is written only when it changes.
#[derive(Default)]
pub(crate) struct Kept(String);

impl Kept {
    pub(crate) fn write(&mut self, element: &Element, name: &str, value: &str) {
        if self.0 != value {
            set(element, name, value);
            value.clone_into(&mut self.0);
        }
    }
}

/// A group that is moved without writing a string.
pub(crate) struct Mover {
    pub(crate) group: Element,
    transform: SvgTransform,
}

impl Mover {
    pub(crate) fn create_in(root: &SvgsvgElement, parent: &Element, class: &str) -> Option<Self> {
        let group = create_in(parent, "g", class)?;
        let transform = root.create_svg_transform();
        let graphics: &SvgGraphicsElement = group.dyn_ref()?;
        let list = graphics.transform().base_val();
        // The list may keep a copy; what it gives back is the one that counts.
        let transform = list.append_item(&transform).ok()?;
        Some(Self { group, transform })
    }

    pub(crate) fn place(&self, x: f64, y: f64) {
        // Only a list that the document has frozen refuses this.
        let _ = self.transform.set_translate(x as f32, y as f32);
    }
}
