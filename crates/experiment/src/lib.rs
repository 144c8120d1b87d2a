//! # Measurements from the literature
//!
//! A paper's figure is a claim. This crate makes it again, in the simulated world.
