//! The static site, as `cargo xtask serve` and the browser tests put it on the network.

pub mod site;
