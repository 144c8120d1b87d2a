//! Messages as they are drawn: a pool of groups, each for one message under way.

use std::collections::VecDeque;

use quorate_scene::{At, MessagePicture, Moving, PILL_HEIGHT, Point, class};
use quorate_sim::MessageId;
use web_sys::{Element, SvgsvgElement};

use crate::canvas::element::{Kept, Mover, Words, create_in, set, set_numbers, show};

/// Most groups that are kept for messages to come.
const SPARE_MAX: usize = 64;
/// Where on its way a message stands that does not glide.
const STILL_PROGRESS: f64 = 0.62;

/// All messages of the picture, in the order of their names.
pub(crate) struct Messages {
    layer: Element,
    shown: Vec<MessageShape>,
    spare: Vec<MessageShape>,
}

struct MessageShape {
    id: MessageId,
    mover: Mover,
    class: Kept,
    name: Kept,
    trail: Element,
    trail_drawn: (f64, f64),
    rect: Element,
    head: Element,
    head_drawn: (f64, f64),
    text: Words,
    opacity: f64,
}

impl Messages {
    pub(crate) fn create_in(parent: &Element) -> Option<Self> {
        let layer = create_in(parent, "g", "messages")?;
        Some(Self { layer, shown: Vec::new(), spare: Vec::new() })
    }

    /// Brings the groups in line with the messages under way.
    pub(crate) fn update(
        &mut self,
        root: &SvgsvgElement,
        pictures: &[MessagePicture],
        chosen: Option<MessageId>,
        focused: Option<MessageId>,
    ) {
        let mut before: VecDeque<_> = std::mem::take(&mut self.shown).into();
        for picture in pictures {
            while before.front().is_some_and(|shape| shape.id < picture.id) {
                let gone = before.pop_front();
                gone.into_iter().for_each(|shape| self.put_aside(shape));
            }
            let same = before.front().is_some_and(|shape| shape.id == picture.id);
            let shape = if same { before.pop_front() } else { None };
            let shape = shape.or_else(|| self.spare.pop());
            let shape = shape.or_else(|| MessageShape::create_in(root, &self.layer));
            let Some(mut shape) = shape else { break };
            let mark = if chosen == Some(picture.id) { " is-chosen" } else { "" };
            let focus = if focused == Some(picture.id) { " is-focused" } else { "" };
            shape.draw(picture, mark, focus);
            self.shown.push(shape);
        }
        before.into_iter().for_each(|shape| self.put_aside(shape));
    }

    /// Moves every group to where its message is.
    pub(crate) fn place(&mut self, pictures: &[MessagePicture], moving: &[Moving], glides: bool) {
        for ((shape, picture), moving) in self.shown.iter_mut().zip(pictures).zip(moving) {
            if glides {
                shape.place(moving.at, moving.trail, moving.opacity);
            } else {
                let at = picture.start.towards(picture.end, STILL_PROGRESS);
                shape.place(at, picture.start, 1.0);
            }
        }
    }

    fn put_aside(&mut self, shape: MessageShape) {
        if self.spare.len() < SPARE_MAX {
            show(&shape.mover.group, false);
            // A spare group must not be found as the one of its last message.
            let _ = shape.mover.group.remove_attribute("id");
            let _ = shape.mover.group.remove_attribute("data-message");
            self.spare.push(shape);
        } else {
            shape.mover.group.remove();
        }
    }
}

impl MessageShape {
    fn create_in(root: &SvgsvgElement, layer: &Element) -> Option<Self> {
        let mover = Mover::create_in(root, layer, "message")?;
        let group = &mover.group;
        set(group, "role", "img");
        let trail = create_in(group, "line", "trail")?;
        set_numbers(&trail, &[("x2", 0.0), ("y2", 0.0)]);
        let rect = create_in(group, "rect", "pill")?;
        let half = PILL_HEIGHT / 2.0;
        set_numbers(&rect, &[("y", -half), ("height", PILL_HEIGHT), ("rx", half)]);
        let dot = create_in(group, "circle", "dot")?;
        set_numbers(&dot, &[("r", 5.0)]);
        let head = create_in(group, "path", "head")?;
        set(&head, "d", "M-5 -4.5L5 0L-5 4.5Z");
        let text = Words::create_in(group, "words")?;
        set_numbers(&text.element, &[("x", 8.0), ("y", 4.2)]);
        let nobody = quorate_proto::NodeId::new(0);
        Some(Self {
            id: MessageId { from: nobody, to: nobody, number: 0, copy: 0 },
            mover,
            class: Kept::default(),
            name: Kept::default(),
            trail,
            trail_drawn: (f64::NAN, f64::NAN),
            rect,
            head,
            head_drawn: (f64::NAN, f64::NAN),
            text,
            opacity: 1.0,
        })
    }

    fn draw(&mut self, picture: &MessagePicture, chosen: &str, focused: &str) {
        let group = &self.mover.group;
        if self.id != picture.id {
            self.id = picture.id;
            let id = picture.id.to_string();
            set(group, "data-message", &id);
            set(group, "id", &format!("message-{id}"));
            show(group, true);
        }
        let tone = class::tone(picture.tone);
        let doomed = if picture.fate.is_doomed() { " is-doomed" } else { "" };
        let class = format!("message {tone}{doomed}{chosen}{focused}");
        self.class.write(group, "class", &class);
        self.name.write(group, "aria-label", &picture.name);
        self.text.write(&picture.label);
        let head = (picture.angle, picture.width);
        if head != self.head_drawn {
            self.head_drawn = head;
            let left = -picture.width / 2.0;
            set_numbers(&self.rect, &[("x", left), ("width", picture.width)]);
            let turn = format!("translate({} 0) rotate({})", At(left + 12.5), At(picture.angle));
            set(&self.head, "transform", &turn);
        }
    }

    fn place(&mut self, at: Point, trail: Point, opacity: f64) {
        self.mover.place(at.x, at.y);
        let behind = (trail.x - at.x, trail.y - at.y);
        let drawn = self.trail_drawn;
        let near = |one: f64, other: f64| (one - other).abs() < 0.5;
        if !(near(behind.0, drawn.0) && near(behind.1, drawn.1)) {
            self.trail_drawn = behind;
            set_numbers(&self.trail, &[("x1", behind.0), ("y1", behind.1)]);
        }
        if (self.opacity - opacity).abs() > 0.02 {
            self.opacity = opacity;
            set(&self.mover.group, "opacity", &two_decimals(opacity));
        }
    }
}

fn two_decimals(opacity: f64) -> String {
    let hundredths = (opacity * 100.0).round() as u32;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
