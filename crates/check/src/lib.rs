//! # Checkers over histories
//!
//! What clients saw is all that a system owes them. This crate decides whether it could be.
