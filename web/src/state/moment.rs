//! Moments as scripts of others give them: in milliseconds, and perhaps no number at all.

use quorate_proto::Tick;
use quorate_proto::time::MILLISECOND;
use quorate_scenario::limits::TIME_MAX;

/// Latest moment in milliseconds.
const MOST: Tick = TIME_MAX / MILLISECOND;

/// A moment within what a scenario may hold.
///
/// # Errors
/// What was expected instead.
pub(crate) fn moment(milliseconds: Option<f64>) -> Result<Tick, String> {
    let time = milliseconds.filter(|time| (0.0..=MOST as f64).contains(time));
    let time = time.ok_or_else(|| format!("expected milliseconds from 0 to {MOST}"))?;
    Ok((time * MILLISECOND as f64) as Tick)
}
