//! # A view is a shape and what fills it
//!
//! `view!` is written like yew's `html!`, and gives the same virtual elements. It differs in what
//! is compiled. `html!` makes of each element code that builds this element: of a panel with a
//! hundred elements, a hundred times the same code with other words in it, which every visitor
//! loads. Yet nearly all of a panel is known beforehand: which elements it has, how they nest,
//! what their classes are. That is data, and `view!` leaves it data:
//!
//! ```text
//! view! { <p class="faint" title={about}>{ said }</p> }
//! ```
//!
//! becomes a *shape*, one string of which `web/src/view` knows to make elements,
//!
//! ```text
//! open p · attribute class = faint · attribute title = (hole) · (hole) · close
//! ```
//!
//! and, as code, only what fills its holes, in the order in which they are written: `about`, then
//! `said`. One renderer does for all views what the compiler else does for each.
//!
//! ## What may be written
//!
//! - Elements with attributes: `name="words"`, `name={expression}`, `{name}` for `name={name}`;
//!   listeners (`onclick={callback}`), `key`, `ref`; `<@{name}>` for a tag that is computed.
//! - `{ expression }` for whatever becomes a node, such as the call of a part; `{ for iterator }`
//!   for many, `<>` … `</>`.
//! - `if`, `if let` and `else`, each with nodes in braces.
//!
//! [`parse`] reads that; [`write()`](write::write) gives shape and code.

mod parse;
mod write;

use proc_macro2::TokenStream;
use quote::quote_spanned;

/// Gives a `yew::Html`: see the essay of this crate.
#[proc_macro]
pub fn view(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(input.into()).into()
}

fn expand(input: TokenStream) -> TokenStream {
    match parse::parse(input) {
        Ok(nodes) => write::write(&nodes),
        Err(parse::Refusal { place, why }) => quote_spanned! { place => compile_error!(#why) },
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    /// What a view becomes, white space aside.
    fn expanded(view: &str) -> String {
        expand(view.parse().expect("tokens")).to_string().split_whitespace().collect()
    }

    #[test]
    fn a_view_without_holes_is_a_shape_alone() {
        let view = expanded(r#"<p class="a" data-x="b">"c"<br /></p>"#);
        let shape = [
            r#"concat!("\u{1}p\u{3}class\u{4}","a","\u{3}data-x\u{4}","b","#,
            r#""\u{7}","c","\u{1}br\u{2}\u{2}")"#,
        ]
        .concat();
        assert!(view.contains(&shape), "{view}");
        assert!(view.ends_with("filling.done()}"), "{view}");
    }

    #[test]
    fn holes_are_filled_in_the_order_in_which_they_are_written() {
        let view =
            expanded(r#"<p key={a} {b} class={c} onclick={d} hidden={e}>{ f }{ for g }</p>"#);
        assert!(
            view.contains(r"\u{1}p\u{6}\u{5}b\u{5}class\u{6}\u{5}hidden\u{8}\u{8}\u{2}"),
            "{view}"
        );
        let calls = [
            "filling.key(a)",
            "filling.attribute(b)",
            "filling.attribute(c)",
            concat!(
                "filling.listener::<::yew::html::onclick::Event>",
                "(::yew::virtual_dom::ListenerKind::onclick,d)"
            ),
            "filling.attribute((e).then_some(\"hidden\"))",
            "filling.node(f)",
            "filling.each(g)",
        ];
        let places: Vec<_> = calls.iter().map(|call| view.find(call)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {view}");
    }

    #[test]
    fn each_branch_of_a_condition_fills_the_same_hole() {
        let view = expanded("if let Some(a) = b { <i /> } else if c { { d } }");
        let wanted =
            ["ifletSome(a)=b{filling.node(", "elseifc{filling.node(d);}", "else{filling.none();}"];
        assert!(wanted.iter().all(|part| view.contains(part)), "{view}");
    }

    #[test]
    fn what_is_no_view_is_refused_with_the_reason() {
        for (view, why) in [
            ("<p>", "`</p>` is missing"),
            ("<p></b>", "expected `</p>`"),
            ("<p class=3 />", "expected a value in quotes or braces"),
            ("<p 3 />", "expected an attribute"),
            ("</p>", "closes nothing"),
            ("if a", "expected nodes in braces"),
            ("<", "expected a name"),
            ("words", "expected an element"),
            ("<Part />", "a part is a function"),
        ] {
            let view = expand(view.parse().expect("tokens")).to_string();
            assert!(view.contains("compile_error") && view.contains(why), "{view}: not {why}");
        }
    }
}
