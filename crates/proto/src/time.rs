//! Virtual time: whole microseconds, never a float, never the wall clock.

/// A moment or a span of virtual time. One tick is one microsecond.
pub type Tick = u64;

/// Ticks in a millisecond.
pub const MILLISECOND: Tick = 1_000;

/// Ticks in a second.
pub const SECOND: Tick = 1_000_000;
