//! From a tree of nodes to a shape, and code that fills it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use crate::parse::{Element, Node, Tag, Value};

// The signs of a shape. `web/src/view/shape.rs` reads them.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';
const NAME_KNOWN: char = '\u{3}';
const VALUE: char = '\u{4}';
const NAME: char = '\u{5}';
const HOLE_OF_ELEMENT: char = '\u{6}';
const WORDS: char = '\u{7}';
const HOLE: char = '\u{8}';

/// Attributes that are there or not: they take a `bool`.
const YES_OR_NO: &[&str] =
    &["disabled", "hidden", "multiple", "novalidate", "open", "readonly", "required", "selected"];

/// The code of an expression that gives the nodes.
pub(crate) fn write(nodes: &[Node]) -> TokenStream {
    let mut writer = Writer::new();
    writer.nodes(nodes);
    let Writer { pieces, shape, filling, fills } = writer;
    quote! {
        {
            let mut #filling = crate::view::Filling::new(concat!(#(#pieces,)* #shape));
            #fills
            #filling.done()
        }
    }
}

struct Writer {
    /// The shape, but for its end.
    pieces: Vec<Literal>,
    /// Its end.
    shape: String,
    /// What holds the fillings, out of reach of what is filled in.
    filling: Ident,
    fills: TokenStream,
}

impl Writer {
    fn new() -> Self {
        let filling = Ident::new("filling", Span::mixed_site());
        Self { pieces: Vec::new(), shape: String::new(), filling, fills: TokenStream::new() }
    }

    /// Words become part of the shape as they are written, escapes and all.
    fn words(&mut self, words: &Literal) {
        let before = std::mem::take(&mut self.shape);
        self.pieces.extend([Literal::string(&before), words.clone()]);
    }

    /// Fills the next hole by a method of the filling.
    fn fill(&mut self, method: &str, value: &TokenStream) {
        let (filling, method) = (&self.filling, format_ident!("{method}"));
        self.fills.extend(quote! { #filling.#method(#value); });
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Words(words) => {
                    self.shape.push(WORDS);
                    self.words(words);
                }
                Node::Element(element) => self.element(element),
                Node::Expression(_) | Node::Each(_) | Node::Branches(_) => {
                    self.shape.push(HOLE);
                    self.hole(node);
                }
            }
        }
    }

    /// Fills one hole with a node.
    fn hole(&mut self, node: &Node) {
        match node {
            Node::Expression(value) => self.fill("node", value),
            Node::Each(iterator) => self.fill("each", iterator),
            Node::Branches(branches) => self.branches(branches),
            node => self.fill("node", &write(std::slice::from_ref(node))),
        }
    }

    fn branches(&mut self, branches: &[(Option<TokenStream>, Vec<Node>)]) {
        let mut code = TokenStream::new();
        for (condition, nodes) in branches {
            let mut inner = Self::new();
            match nodes.as_slice() {
                [node @ (Node::Expression(_) | Node::Each(_))] => inner.hole(node),
                nodes => inner.fill("node", &write(nodes)),
            }
            let fills = inner.fills;
            code.extend(match condition {
                Some(condition) => quote! { if #condition { #fills } else },
                None => quote! { { #fills } },
            });
        }
        if branches.last().is_some_and(|(condition, _)| condition.is_some()) {
            let filling = &self.filling;
            code.extend(quote! { { #filling.none(); } });
        }
        self.fills.extend(code);
    }

    fn element(&mut self, element: &Element) {
        let Element { tag, attributes, children } = element;
        self.shape.push(OPEN);
        let name = match tag {
            Tag::Known(name) => name,
            Tag::Expression(tag) => {
                self.fill("attribute", tag);
                ""
            }
        };
        self.shape.push_str(name);
        let is_field = matches!(name, "input" | "textarea");
        for (name, value) in attributes {
            self.attribute(is_field, name, value);
        }
        self.nodes(children);
        self.shape.push(CLOSE);
    }

    fn attribute(&mut self, is_field: bool, name: &str, value: &Value) {
        let value = match value {
            Value::Words(words) if name != "key" && !(is_field && name == "value") => {
                self.shape.push(NAME_KNOWN);
                self.shape.push_str(name);
                self.shape.push(VALUE);
                self.words(words);
                return;
            }
            Value::Words(words) => &quote! { #words },
            Value::Expression(value) => value,
        };
        let of_element = match name {
            "key" => Some("key"),
            "ref" => Some("reference"),
            "value" | "checked" if is_field => Some(name),
            _ => None,
        };
        if let Some(method) = of_element {
            self.shape.push(HOLE_OF_ELEMENT);
            self.fill(method, value);
        } else if name.starts_with("on") {
            let name = Ident::new(name, Span::call_site());
            self.shape.push(HOLE_OF_ELEMENT);
            let kind = quote! { ::yew::virtual_dom::ListenerKind::#name };
            let event = quote! { ::yew::html::#name::Event };
            let filling = &self.filling;
            self.fills.extend(quote! { #filling.listener::<#event>(#kind, #value); });
        } else {
            self.shape.push(NAME);
            self.shape.push_str(name);
            if YES_OR_NO.contains(&name) {
                self.fill("attribute", &quote! { (#value).then_some(#name) });
            } else {
                self.fill("attribute", value);
            }
        }
    }
}
