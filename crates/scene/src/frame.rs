//! What moves between two events, at one moment: a function of the stage and the time.
//!
//! A frame is filled anew for every moment and keeps its memory, so that drawing at 60 frames per
//! second asks for none.

use quorate_proto::Tick;
use quorate_sim::MessageId;

use crate::class::{TONES, tone_index};
use crate::geometry::{Point, share_over};
use crate::message::{Fate, MessagePicture, PILL_HEIGHT};
use crate::number::push_integer;
use crate::stage::{Density, Stage};

/// Where everything is that moves.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Frame {
    /// The moment.
    pub time: Tick,
    /// Where each message is, in the order of [`Stage::messages`]; empty for a crowd.
    pub messages: Vec<Moving>,
    /// What is left of each node's next timer, from 1 down to 0, in the order of [`Stage::nodes`];
    /// 0 if none runs.
    pub timers: Vec<f64>,
    /// For a crowd, the path of all messages of one tone, in the order of
    /// [`TONES`].
    pub crowds: [String; TONES.len()],
}

/// A message at one moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moving {
    /// Its middle.
    pub at: Point,
    /// Where the trail that it leaves begins.
    pub trail: Point,
    /// How much of the way lies behind it, from 0 to 1.
    pub progress: f64,
    /// From 0, gone, to 1.
    pub opacity: f64,
    /// Whether it has arrived and waits for its receiver to go on.
    pub waits: bool,
}

/// Messages keep to the right of their link, so that those that meet pass each other.
const RIGHT_PILL: f64 = 7.0;
const RIGHT_DOT: f64 = 3.0;
/// How far apart messages are moved that are at the same place of the same link.
const STEP_PILL: f64 = 16.0;
const STEP_DOT: f64 = 6.0;
/// From how close on messages of one link make room for each other.
const NEAR: f64 = 44.0;
/// How many messages before it a message makes room for.
const LOOK_BACK: usize = 3;
const TRAIL_LENGTH: f64 = 42.0;
const DOT_RADIUS: f64 = 5.0;
/// Side of the square that stands for a message in a crowd.
const SQUARE: i64 = 4;

impl Stage {
    /// Fills `frame` with where everything is at `time`.
    pub fn frame(&self, time: Tick, frame: &mut Frame) {
        frame.time = time;
        frame.timers.clear();
        frame.timers.extend(self.nodes.iter().map(|node| {
            node.timer.map_or(0.0, |timer| 1.0 - share_over(timer.started, timer.deadline, time))
        }));
        frame.messages.clear();
        for path in &mut frame.crowds {
            path.clear();
        }
        if self.density == Density::Crowd {
            self.draw_crowds(time, frame);
            return;
        }
        for (index, message) in self.messages.iter().enumerate() {
            let mut moving = moving(message, time);
            let aside = self.aside(index, message, moving.progress, &frame.messages);
            let forward = message.start.direction(message.end);
            let right = (-forward.1, forward.0);
            moving.at = self.inside(moving.at.moved(right, aside), message);
            moving.trail = moving.trail.moved(right, aside);
            frame.messages.push(moving);
        }
    }

    /// The message nearest to a place at a time, if one is as near as `reach`: for pictures whose
    /// messages are no elements of their own.
    #[must_use]
    pub fn message_near(&self, time: Tick, at: Point, reach: f64) -> Option<MessageId> {
        let shown = self.messages.iter().map(|message| (moving(message, time), message.id));
        let shown = shown.filter(|(moving, _)| moving.opacity > 0.0);
        let near = shown.map(|(moving, id)| (moving.at.distance(at), id));
        let near = near.filter(|(distance, _)| *distance <= reach);
        near.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, id)| id)
    }

    /// How far to the right of its link a message goes: it makes room for those on the same link
    /// that were sent before it and are near.
    fn aside(
        &self,
        index: usize,
        message: &MessagePicture,
        progress: f64,
        before: &[Moving],
    ) -> f64 {
        let (right, step) = match self.density {
            Density::Pills => (RIGHT_PILL, STEP_PILL),
            Density::Dots | Density::Crowd => (RIGHT_DOT, STEP_DOT),
        };
        let length = message.start.distance(message.end);
        let near = index.saturating_sub(LOOK_BACK)..index;
        let (Some(messages), Some(before)) = (self.messages.get(near.clone()), before.get(near))
        else {
            return right;
        };
        let earlier = messages.iter().zip(before).rev();
        let on_link = earlier.take_while(|(other, _)| {
            other.id.from == message.id.from && other.id.to == message.id.to
        });
        let crowded: f64 = on_link
            .map(|(_, other)| (1.0 - (other.progress - progress).abs() * length / NEAR).max(0.0))
            .sum();
        right + step * crowded
    }

    /// A place moved so far that the message is inside the picture.
    fn inside(&self, at: Point, message: &MessagePicture) -> Point {
        let (half_width, half_height) = match self.density {
            Density::Pills => (message.width / 2.0, PILL_HEIGHT / 2.0),
            Density::Dots | Density::Crowd => (DOT_RADIUS, DOT_RADIUS),
        };
        let hold = |value: f64, half: f64, whole: f64| value.min(whole - half).max(half);
        let size = self.options.size;
        Point::new(hold(at.x, half_width, size.width), hold(at.y, half_height, size.height))
    }

    fn draw_crowds(&self, time: Tick, frame: &mut Frame) {
        for message in &self.messages {
            let moving = moving(message, time);
            if moving.opacity < 0.5 {
                continue;
            }
            let (forward, half) = (message.start.direction(message.end), SQUARE / 2);
            let at = moving.at.moved((-forward.1, forward.0), RIGHT_DOT);
            if let Some(path) = frame.crowds.get_mut(tone_index(message.tone)) {
                push_square(path, at.x as i64 - half, at.y as i64 - half);
            }
        }
    }
}

/// Where a message is on its link.
fn moving(message: &MessagePicture, time: Tick) -> Moving {
    let progress = share_over(message.sent, message.arrives, time);
    let (end, fade) = match message.fate {
        Fate::Arrives => (1.0, None),
        Fate::Vanishes => (0.6, Some(0.45)),
        Fate::StopsAtCut => (0.5, Some(0.38)),
        Fate::MeetsCut | Fate::MeetsNobody => (1.0, Some(0.85)),
    };
    let opacity = match fade {
        _ if time < message.sent => 0.0,
        Some(from) => (1.0 - (progress - from) / (end - from)).clamp(0.0, 1.0),
        None => 1.0,
    };
    let progress = progress.min(end);
    let at = message.start.towards(message.end, progress);
    let behind = message.start.distance(at).min(TRAIL_LENGTH);
    let forward = message.start.direction(message.end);
    Moving {
        at,
        trail: at.moved(forward, -behind),
        progress,
        opacity,
        waits: message.waits && time >= message.arrives,
    }
}

fn push_square(path: &mut String, x: i64, y: i64) {
    path.push('M');
    push_integer(path, x);
    path.push(' ');
    push_integer(path, y);
    path.push_str("h4v4h-4z");
}
