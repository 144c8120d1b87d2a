//! Names by which a style sheet gives pictures their colours and lines. The only link between what
//! something means and how it looks.

use quorate_proto::{Mark, Origin, Shape, Status, Tone};

/// How many tints tell neighbouring epochs apart, before they repeat.
pub const EPOCH_TINTS: u64 = 6;

/// The class of a meaning.
#[must_use]
pub const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "tone-neutral",
        Tone::Lead => "tone-lead",
        Tone::Ask => "tone-ask",
        Tone::Agree => "tone-agree",
        Tone::Refuse => "tone-refuse",
        Tone::Beat => "tone-beat",
        Tone::Repair => "tone-repair",
        Tone::Down => "tone-down",
    }
}

/// All meanings, in the order of [`tone_index`].
pub const TONES: [Tone; 8] = [
    Tone::Neutral,
    Tone::Lead,
    Tone::Ask,
    Tone::Agree,
    Tone::Refuse,
    Tone::Beat,
    Tone::Repair,
    Tone::Down,
];

/// Position of a meaning in [`TONES`].
#[must_use]
pub const fn tone_index(tone: Tone) -> usize {
    tone as usize
}

/// The class of an outline.
#[must_use]
pub const fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Ring => "shape-ring",
        Shape::DoubleRing => "shape-double-ring",
        Shape::DashedRing => "shape-dashed-ring",
        Shape::Disc => "shape-disc",
        Shape::DottedRing => "shape-dotted-ring",
    }
}

/// The class of whether a node runs.
#[must_use]
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Up => "is-up",
        Status::Paused => "is-paused",
        Status::Crashed => "is-crashed",
        Status::Halted => "is-halted",
    }
}

/// The class of a kind of mark.
#[must_use]
pub const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Election => "mark-election",
        Mark::Commit => "mark-commit",
        Mark::Fault => "mark-fault",
        Mark::Turn => "mark-turn",
        Mark::Broken => "mark-broken",
    }
}

/// The class that tints an epoch; epochs next to each other have different ones.
#[must_use]
pub const fn epoch(epoch: u64) -> &'static str {
    if epoch == 0 {
        return "epoch-0";
    }
    match (epoch - 1) % EPOCH_TINTS {
        0 => "epoch-1",
        1 => "epoch-2",
        2 => "epoch-3",
        3 => "epoch-4",
        4 => "epoch-5",
        _ => "epoch-6",
    }
}

/// The class of a side of a partition: a pattern beside the colour.
#[must_use]
pub const fn side(side: usize) -> &'static str {
    match side % 4 {
        0 => "side-1",
        1 => "side-2",
        2 => "side-3",
        _ => "side-4",
    }
}

/// The class of where numbers come from.
#[must_use]
pub const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Measured => "is-measured",
        Origin::Published => "is-published",
        Origin::Formula => "is-formula",
    }
}

/// The class that tints what belongs together in a chart; neighbouring groups have different ones.
#[must_use]
pub const fn group(group: usize) -> &'static str {
    match group % 6 {
        0 => "group-1",
        1 => "group-2",
        2 => "group-3",
        3 => "group-4",
        4 => "group-5",
        _ => "group-6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tone_stands_at_its_index() {
        for (index, tone) in TONES.into_iter().enumerate() {
            assert_eq!(tone_index(tone), index);
        }
    }

    #[test]
    fn neighbouring_epochs_differ() {
        for number in 0..20 {
            assert_ne!(epoch(number), epoch(number + 1));
        }
        assert_ne!(epoch(u64::MAX), epoch(u64::MAX - 1));
    }
}
