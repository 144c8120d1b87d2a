//! Quorate in a web page.

use yew::{Html, component, html};

/// Hangs the page into the body of the document.
pub fn start() {
    yew::Renderer::<App>::new().render();
}

/// The whole page.
#[component]
pub fn App() -> Html {
    html! {
        <main>
            <h1>{ "Quorate" }</h1>
            <p>{ "A playground for distributed protocols." }</p>
        </main>
    }
}
