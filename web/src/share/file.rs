//! Files out of the page and into it, without a server.

use js_sys::{Array, Uint8Array};
use quorate_proto::Text;
use quorate_scenario::limits::SCRIPT_BYTES_MAX;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use crate::text::share as words;

/// Lets the visitor save a text. Where the browser refuses, nothing happens.
pub(crate) fn save(name: &str, kind: &str, text: &str) {
    // Any step may be refused in a frame that may not download.
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor = gloo::utils::document().create_element("a")?;
    let anchor: HtmlAnchorElement = anchor.dyn_into().map_err(JsValue::from)?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The click has taken hold of the blob; the address is of no further use.
    Url::revoke_object_url(&url)
}

/// The text of a file, or why it has none for us.
pub(crate) async fn read(file: &File) -> Result<String, Text> {
    if file.size() > SCRIPT_BYTES_MAX as f64 {
        return Err(words::FILE_TOO_LONG.with([SCRIPT_BYTES_MAX.into()]));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| words::FILE_UNREADABLE.text())?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    String::from_utf8(bytes).map_err(|_| words::FILE_NOT_TEXT.text())
}
