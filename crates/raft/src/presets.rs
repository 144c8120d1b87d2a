//! Ready scenarios: the storyline of a first lecture on Raft, then the figures of the paper.

use quorate_proto::{Preset, script};

use crate::details;

macro_rules! presets {
    ($($id:literal $title:ident $story:ident;)*) => {
        &[$(Preset {
            id: $id,
            title: &details::$title,
            story: &details::$story,
            script: script!(concat!("scripts/", $id, ".script")),
        }),*]
    };
}

pub(crate) static PRESETS: &[Preset] = presets! {
    "single" PRESET_SINGLE STORY_SINGLE;
    "three" PRESET_THREE STORY_THREE;
    "election" PRESET_ELECTION STORY_ELECTION;
    "replication" PRESET_REPLICATION STORY_REPLICATION;
    "re-election" PRESET_RE_ELECTION STORY_RE_ELECTION;
    "split-vote" PRESET_SPLIT_VOTE STORY_SPLIT_VOTE;
    "partition" PRESET_PARTITION STORY_PARTITION;
    "log-repair" PRESET_LOG_REPAIR STORY_LOG_REPAIR;
    "figure-7" PRESET_FIGURE_7 STORY_FIGURE_7;
    "figure-8" PRESET_FIGURE_8 STORY_FIGURE_8;
};
