//! The part of the page that comes after its first picture.
//!
//! The build makes two wasm modules of the page: what it takes until the picture moves, and the
//! rest (`web/late.txt` names what belongs there). `boot.js` fetches the rest as soon as the first
//! has begun. Components that are made of the rest ask [`use_rest`] and are drawn once it is here.
//! Whoever does not ask, and is needed early, makes the page wait: the rest is then brought at
//! once. Where nothing was split, as in tests, everything is here from the beginning.

use std::cell::RefCell;
use std::hint::black_box;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::hook;

use crate::hooks::{use_effect_with, use_state_eq};
use crate::view::Callback;

thread_local! {
    /// Who waits for the rest.
    static WAITING: RefCell<Vec<Callback<()>>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    /// Fetches the rest while the page waits; `boot.js` has it.
    #[wasm_bindgen(js_name = bringRest)]
    fn bring(exports: &JsValue);
}

/// Brings the rest at once. Where the page was split, whatever is called too early calls this.
#[wasm_bindgen]
pub fn bring_rest() {
    bring(&wasm_bindgen::exports());
}

/// The rest has come: those who waited are told.
#[wasm_bindgen]
pub fn rest_came() {
    for waiting in WAITING.take() {
        waiting.emit(());
    }
}

/// Whether all of the page is here. Splitting the page puts another answer in the place of this
/// one, so nobody may conclude from it beforehand.
#[inline(never)]
fn is_here() -> bool {
    black_box(true)
}

/// Whether all of the page is here; a component that asks is drawn again when it is.
#[hook]
pub(crate) fn use_rest() -> bool {
    let here = use_state_eq(is_here);
    let setter = here.setter();
    use_effect_with((), move |()| {
        if is_here() {
            setter.set(true);
        } else {
            let tell = Callback::from(move |()| setter.set(true));
            WAITING.with_borrow_mut(|waiting| waiting.push(tell));
        }
    });
    *here
}
