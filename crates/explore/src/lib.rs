//! # Every schedule, and the one that breaks a promise
//!
//! "It worked when I tried" proves nothing about a protocol. This crate looks for the schedule that
//! breaks it.

pub mod hunt;
