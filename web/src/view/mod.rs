//! The renderer of all views: it makes elements of a shape and what fills its holes.
//!
//! What a view is, and how `view!` compiles one, is told in `crates/view`.

mod callback;
mod shape;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::html::IntoPropValue;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VNode, VTag, VText,
};
use yew::{AttrValue, Html, NodeRef};

pub(crate) use callback::Callback;
use callback::Listening;
pub(crate) use quorate_view::view;
use shape::{Entry, Step};

/// The value of `class`, of names that may be missing.
macro_rules! classes {
    ($($name:expr),+) => {
        $crate::view::joined(&[$(&$name as &dyn $crate::view::Class),+])
    };
}

pub(crate) use classes;

/// What may be the name of a class, or several.
pub(crate) trait Class {
    /// The name, if it is there.
    fn name(&self) -> Option<&str>;
}

impl Class for &str {
    fn name(&self) -> Option<&str> {
        Some(self)
    }
}

impl Class for String {
    fn name(&self) -> Option<&str> {
        Some(self)
    }
}

impl Class for Option<&str> {
    fn name(&self) -> Option<&str> {
        *self
    }
}

/// Names beside each other, or nothing when none is there.
pub(crate) fn joined(names: &[&dyn Class]) -> Option<String> {
    let mut joined = String::new();
    for name in names.iter().filter_map(|name| name.name()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(name);
    }
    (!joined.is_empty()).then_some(joined)
}

/// All items, as `collect` gives them. That asks an iterator for one after the other, and most of
/// what is compiled for one is how it goes on from where it was; here it goes to its end at once.
pub(crate) fn gathered<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    items.for_each(|item| all.push(item));
    all
}

/// What fills a hole.
enum Fill {
    Attribute(Option<AttrValue>),
    Checked(bool),
    Key(Key),
    Listener(Rc<dyn Listener>),
    Node(VNode),
    Reference(NodeRef),
    Value(Option<AttrValue>),
}

/// A shape, and what fills its holes so far, in the order of the holes.
pub(crate) struct Filling {
    shape: &'static str,
    fills: Vec<Fill>,
}

impl Filling {
    // Every view begins with one: the code for it need not be in all those places.
    #[inline(never)]
    pub(crate) const fn new(shape: &'static str) -> Self {
        Self { shape, fills: Vec::new() }
    }

    pub(crate) fn attribute(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        self.fills.push(Fill::Attribute(value.into_prop_value()));
    }

    pub(crate) fn value(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        self.fills.push(Fill::Value(value.into_prop_value()));
    }

    pub(crate) fn checked(&mut self, value: bool) {
        self.fills.push(Fill::Checked(value));
    }

    pub(crate) fn key(&mut self, key: impl Into<Key>) {
        self.fills.push(Fill::Key(key.into()));
    }

    pub(crate) fn reference(&mut self, reference: NodeRef) {
        self.fills.push(Fill::Reference(reference));
    }

    pub(crate) fn listener<E: JsCast + 'static>(&mut self, kind: ListenerKind, heard: Callback<E>) {
        self.fills.push(Fill::Listener(Rc::new(Listening { kind, heard })));
    }

    pub(crate) fn node(&mut self, node: impl IntoPropValue<VNode>) {
        self.fills.push(Fill::Node(node.into_prop_value()));
    }

    pub(crate) fn none(&mut self) {
        self.fills.push(Fill::Node(VNode::default()));
    }

    pub(crate) fn each(&mut self, nodes: impl IntoIterator<Item = impl IntoPropValue<VNode>>) {
        self.node(gathered(nodes.into_iter().map(IntoPropValue::into_prop_value)));
    }

    /// Makes the elements.
    pub(crate) fn done(self) -> Html {
        let mut fills = self.fills.into_iter();
        let mut steps = shape::steps(self.shape).iter();
        nodes(&mut steps, &mut fills)
    }
}

/// Nodes, until the element around them closes.
fn nodes(
    steps: &mut std::slice::Iter<'static, Step>,
    fills: &mut std::vec::IntoIter<Fill>,
) -> VNode {
    let mut nodes = Vec::new();
    while let Some(step) = steps.next() {
        match step {
            Step::Words(words) => nodes.push(VNode::VText(VText::new(*words))),
            Step::Hole => nodes.extend(fills.next().and_then(|fill| match fill {
                Fill::Node(node) => Some(node),
                _ => None,
            })),
            Step::Open { tag, names, entries } => {
                let mut tag = element(tag, names, entries, fills);
                let inner = self::nodes(steps, fills);
                if let Some(children) = tag.children_mut() {
                    *children = inner;
                }
                nodes.push(VNode::from(tag));
            }
            Step::Close => break,
        }
    }
    match nodes.len() {
        1 => nodes.pop().unwrap_or_default(),
        _ => VNode::from(VList::from(nodes)),
    }
}

/// An element without its children.
fn element(
    tag: &'static str,
    names: &'static [&'static str],
    entries: &'static [Entry],
    fills: &mut std::vec::IntoIter<Fill>,
) -> VTag {
    let computed = |fill| match fill {
        Fill::Attribute(value) => value,
        _ => None,
    };
    let mut element = VTag::new(match tag {
        "" => fills.next().and_then(computed).unwrap_or_default(),
        tag => AttrValue::Static(tag),
    });
    let mut values = Vec::with_capacity(names.len());
    let mut listeners = Vec::new();
    for entry in entries {
        if let Entry::Known(value) = entry {
            values.push(Some(AttributeOrProperty::Static(value)));
            continue;
        }
        match fills.next() {
            Some(Fill::Attribute(value)) => values.push(value.map(AttributeOrProperty::Attribute)),
            Some(Fill::Checked(value)) => element.set_checked(value),
            Some(Fill::Key(key)) => element.key = Some(key),
            Some(Fill::Listener(listener)) => listeners.push(Some(listener)),
            Some(Fill::Reference(reference)) => element.node_ref = reference,
            Some(Fill::Value(value)) => element.set_value(value),
            Some(Fill::Node(_)) | None => {}
        }
    }
    element.attributes = Attributes::Dynamic { keys: names, values: values.into() };
    if !listeners.is_empty() {
        element.set_listeners(listeners.into());
    }
    element
}

#[cfg(test)]
mod tests {
    use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode};
    use yew::{AttrValue, Html, NodeRef, html};

    use super::view;

    /// What is drawn, as a text.
    fn drawn(node: &Html) -> String {
        match node {
            VNode::VText(text) => text.text.to_string(),
            VNode::VList(list) => list.iter().map(drawn).collect(),
            VNode::VTag(tag) => {
                let key = tag.key.as_ref().map(|key| format!(" #{key}")).unwrap_or_default();
                let value = tag.value().map(|value| format!(" ={value}")).unwrap_or_default();
                let children = tag.children().map(drawn).unwrap_or_default();
                let (name, mut attributes) = (tag.tag(), attributes(&tag.attributes));
                attributes.sort();
                format!("<{name}{key}{value}{}>{children}</{name}>", attributes.concat())
            }
            _ => "?".to_owned(),
        }
    }

    fn attributes(attributes: &Attributes) -> Vec<String> {
        let text = |name: &str, value: &AttributeOrProperty| match value {
            AttributeOrProperty::Static(value) => format!(" {name}={value}"),
            AttributeOrProperty::Attribute(value) => format!(" {name}={value}"),
            AttributeOrProperty::Property(_) => format!(" {name}=?"),
        };
        match attributes {
            Attributes::Static(all) => all.iter().map(|(name, value)| text(name, value)).collect(),
            Attributes::Dynamic { keys, values } => {
                let both = keys.iter().zip(values.iter());
                both.filter_map(|(name, value)| Some(text(name, value.as_ref()?))).collect()
            }
            Attributes::IndexMap(_) => vec!["?".to_owned()],
        }
    }

    /// The same view by both macros.
    macro_rules! alike {
        ($($view:tt)*) => { assert_eq!(drawn(&view! { $($view)* }), drawn(&html! { $($view)* })) };
    }

    #[test]
    fn a_view_is_what_it_would_be_without_a_shape() {
        let (title, words) = (String::from("t"), ["a", "b"]);
        let (some, none) = (Some("s"), None::<&str>);
        alike! {}
        alike! { <br /> }
        alike! { <p class="a b" data-x="y">{ "c" }<i />{ 3_usize }</p> }
        alike! { <p title={title.clone()} id={some} lang={none}>{ &title }{ some }{ none }</p> }
        alike! { <><b>{ "1" }</b><b key="k">{ "2" }</b></> }
        let item = |word: &&'static str| html! { <li key={*word}>{ *word }</li> };
        alike! { <ul>{ for words.iter().map(item) }</ul> }
        alike! { <input value={title.clone()} type="text" disabled={true} readonly={false} /> }
        alike! { <textarea value="v" rows="2" /> }
        alike! { <select><option selected={true} value="v">{ "o" }</option></select> }
        for (first, second) in [(Some(1_usize), false), (None, true), (None, false)] {
            alike! {
                <p>
                    if let Some(number) = first { { number } } else if second { <i /> }
                    if second { { "x" }{ "y" } } else { { "z" } }
                </p>
            }
        }
    }

    #[test]
    fn a_tag_may_be_computed() {
        let (tag, id) = ("h2", AttrValue::from("i"));
        let view = view! { <@{tag} class="c" id={id} ref={NodeRef::default()}>{ "x" }</@> };
        assert_eq!(drawn(&view), "<h2 class=c id=i>x</h2>");
    }

    #[test]
    fn classes_are_the_names_that_are_there() {
        assert_eq!(
            classes!("a", Some("b"), None::<&str>, String::from("c")).as_deref(),
            Some("a b c")
        );
        assert_eq!(classes!(None::<&str>), None);
    }
}
