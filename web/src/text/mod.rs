//! The page's own words, in both languages.

pub(crate) mod actions;
pub(crate) mod experiment;
pub(crate) mod gallery;
pub(crate) mod jobs;
pub(crate) mod panels;
pub(crate) mod proof;
pub(crate) mod settings;
pub(crate) mod share;
pub(crate) mod shell;
pub(crate) mod stage;
pub(crate) mod transport;
