//! Measurements from the literature, repeated with the real protocols in the simulated world.

pub mod demers;
