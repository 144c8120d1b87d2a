//! The gallery.

mod gallery;

pub(crate) use gallery::Gallery;
