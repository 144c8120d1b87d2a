//! How large an element is drawn.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::{NodeRef, hook};

use super::memory::{use_effect_with, use_state_eq};

/// Width and height of an element in whole pixels, kept up to date; nothing before it is drawn.
#[hook]
pub(crate) fn use_size(node: &NodeRef) -> Option<(u32, u32)> {
    let size = use_state_eq(|| None);
    let setter = size.setter();
    use_effect_with(node.clone(), move |node| {
        let element = node.cast::<Element>();
        let measured = element.clone();
        let measure = Closure::<dyn Fn()>::new(move || {
            if let Some(element) = &measured {
                let area = element.get_bounding_client_rect();
                setter.set(Some((area.width().round() as u32, area.height().round() as u32)));
            }
        });
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(measure);
        }
    });
    *size
}
