//! A run as a Mermaid sequence diagram, for slides, notes and pages that draw such text.

use std::fmt::Write;

use quorate_proto::{Language, NodeId};
use quorate_sim::{Event, EventKind, Lost, MessageId, Packet, Setup};

use super::{packet_text, participants};
use crate::write::action;

quorate_proto::phrases! {
    MORE(count) = "… and {count} more messages", "……还有 {count} 条消息";
}

/// Draws events as a sequence diagram of at most `messages_max` messages: arrivals and losses in
/// their order, what stands out as notes.
#[must_use]
pub fn mermaid<'a>(
    setup: &Setup,
    events: impl IntoIterator<Item = &'a Event>,
    messages_max: usize,
    language: Language,
) -> String {
    let mut diagram =
        Diagram { text: "sequenceDiagram\n".to_owned(), setup, language, messages: 0 };
    for participant in participants(setup.nodes, setup.clients) {
        let _ = writeln!(diagram.text, "    participant {participant}");
    }
    let mut left_out = 0_usize;
    for event in events {
        if diagram.messages < messages_max {
            diagram.draw(event);
        } else if message_of(event).is_some() {
            left_out += 1;
        }
    }
    if left_out > 0 {
        diagram.note(None, &MORE.with([left_out.into()]).say(language));
    }
    diagram.text
}

struct Diagram<'a> {
    text: String,
    setup: &'a Setup,
    language: Language,
    messages: usize,
}

impl Diagram<'_> {
    fn draw(&mut self, event: &Event) {
        if let Some((id, packet, arrived)) = message_of(event) {
            self.arrow(id, packet, arrived);
        }
        if let EventKind::Acted(acted) = &event.kind {
            let acted = action(acted, self.setup.protocol.meta()).replace('.', " ");
            let refused = event.refused.map(|why| format!(": {}", why.say(self.language)));
            self.note(event.place, &format!("{acted}{}", refused.unwrap_or_default()));
        }
        for said in event.said.iter().filter(|said| said.rule.mark.is_some()) {
            self.note(event.place, &said.text.say(self.language));
        }
        for (_, text) in &event.broken {
            self.note(event.place, &text.say(self.language));
        }
    }

    fn arrow(&mut self, id: MessageId, packet: &Packet, arrived: bool) {
        let arrow = match (arrived, packet) {
            (false, _) => "-x",
            (true, Packet::Reply(..)) => "-->>",
            (true, Packet::Message(_) | Packet::Request(_)) => "->>",
        };
        let label = escaped(&packet_text(packet, self.language));
        let _ = writeln!(self.text, "    {}{arrow}{}: {label}", id.from, id.to);
        self.messages += 1;
    }

    fn note(&mut self, place: Option<NodeId>, text: &str) {
        let over = place.map_or_else(
            || match self.setup.nodes {
                0 | 1 => NodeId::new(0).to_string(),
                nodes => format!("{},{}", NodeId::new(0), NodeId::new(nodes - 1)),
            },
            |place| place.to_string(),
        );
        let _ = writeln!(self.text, "    Note over {over}: {}", escaped(text));
    }
}

/// The message that an event is about, and whether it arrived.
fn message_of(event: &Event) -> Option<(MessageId, &Packet, bool)> {
    match (&event.kind, &event.lost) {
        (EventKind::Received { message, packet, .. }, _) => Some((*message, packet, true)),
        (EventKind::Lost(Lost { message, packet, .. }), _)
        | (_, Some(Lost { message, packet, .. })) => Some((*message, packet, false)),
        _ => None,
    }
}

/// The text without what the format gives a meaning to, a bare `end` among it.
fn escaped(text: &str) -> String {
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    let text: String = text.chars().map(plain).collect();
    let words = text.split(' ').map(|word| {
        let bare = word.trim_matches(|character: char| !character.is_ascii_alphanumeric());
        let mut escaped = String::new();
        for (position, character) in word.chars().enumerate() {
            let begins_end = position == 0 && bare.eq_ignore_ascii_case("end");
            if begins_end || "#;<>{}".contains(character) {
                let _ = write!(escaped, "#{};", u32::from(character));
            } else {
                escaped.push(character);
            }
        }
        escaped
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_become_commands() {
        let end = format!("#{};nd", u32::from('e'));
        assert_eq!(escaped("the end; x: 5"), format!("the {end}#59; x: 5"));
        assert_eq!(escaped("append"), "append");
        assert_eq!(escaped("the End of it"), "the #69;nd of it");
        assert_eq!(escaped("a\nend"), format!("a {end}"));
    }
}
