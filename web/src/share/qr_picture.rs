//! The QR code of a link, or why there is none.

use quorate_proto::Language;
use yew::{Html, hook};

use super::qr::{CHARACTERS_MAX, code};
use crate::components::part::part;
use crate::hooks::use_memo;
use crate::text::share as words;
use crate::view::view;

#[derive(PartialEq)]
pub(crate) struct QrProps {
    /// The address with its title.
    pub(crate) address: String,
    /// The same without, for when the title makes it too long.
    pub(crate) plain: String,
    /// The language.
    pub(crate) language: Language,
}

part! {
    /// The picture.
    pub(crate) fn qr_picture(QrProps) = use_qr_picture;
}

#[hook]
fn use_qr_picture(props: &QrProps) -> Html {
    let made = use_memo((props.address.clone(), props.plain.clone()), |(address, plain)| {
        code(address).map(|code| (code, true)).or_else(|| code(plain).map(|code| (code, false)))
    });
    let Some((code, titled)) = &*made else {
        let text = words::QR_TOO_LONG.with([CHARACTERS_MAX.into()]).say(props.language);
        return view! { <p class="note">{ text }</p> };
    };
    view! {
        <figure class="qr">
            <svg viewBox={format!("0 0 {0} {0}", code.side)} role="img" shape-rendering="crispEdges"
                aria-label={words::QR_NAME.words(props.language)}>
                <rect class="light" width={code.side.to_string()} height={code.side.to_string()} />
                <path class="dark" d={code.path.clone()} />
            </svg>
            if !titled {
                <figcaption class="faint">
                    { words::QR_WITHOUT_TITLE.words(props.language) }
                </figcaption>
            }
        </figure>
    }
}
