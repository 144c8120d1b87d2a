//! What clients have seen, and whether one key explains it.

use super::{Command, NONE};

/// What clients see of a command.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Event {
    /// A leader took it.
    Asked(Command),
    /// It was carried out; the key had held this write before.
    Answered(Command, Command),
}

/// Events in their order.
pub(super) type History = Vec<Event>;

impl Event {
    pub(super) const fn asked(&self) -> Option<Command> {
        match *self {
            Self::Asked(command) => Some(command),
            Self::Answered(..) => None,
        }
    }

    pub(super) const fn answered(&self) -> Option<Command> {
        match *self {
            Self::Asked(_) => None,
            Self::Answered(command, _) => Some(command),
        }
    }
}

/// Whether commands, the first of which write, can be put into an order in which each is answered
/// with the latest write before it, and which keeps to real time: what was answered before another
/// was asked comes before it. All must have been asked and answered.
pub(super) fn is_linearizable(history: &[Event], writes: Command, commands: u8) -> bool {
    extends(history, writes, commands, NONE, 0)
}

/// Whether an order of some commands, a bit each, that leaves the key with this write goes on.
fn extends(history: &[Event], writes: Command, commands: u8, value: Command, done: u32) -> bool {
    let mut left = (0..commands).filter(|command| done >> command & 1 == 0);
    let place = |seen: fn(&Event) -> Option<Command>, command: Command| {
        history.iter().position(|event| seen(event) == Some(command))
    };
    let may_come = |command: Command| {
        let asked = place(Event::asked, command);
        let mut others = (0..commands).filter(|other| done >> other & 1 == 0);
        let answered = place(Event::answered, command).and_then(|place| history.get(place));
        answered == Some(&Event::Answered(command, value))
            && others.all(|other| place(Event::answered, other) > asked)
    };
    done.count_ones() == u32::from(commands)
        || left.any(|command| {
            let value = if command < writes { command } else { value };
            may_come(command) && extends(history, writes, commands, value, done | 1 << command)
        })
}

#[cfg(test)]
mod tests {
    use super::Event::{Answered, Asked};
    use super::*;

    /// One command that writes, 0, and one that reads, 1.
    fn holds(history: &[Event]) -> bool {
        is_linearizable(history, 1, 2)
    }

    #[test]
    fn a_read_after_a_write_sees_it() {
        assert!(holds(&[Asked(0), Answered(0, NONE), Asked(1), Answered(1, 0)]));
        assert!(!holds(&[Asked(0), Answered(0, NONE), Asked(1), Answered(1, NONE)]));
        assert!(!holds(&[Asked(1), Answered(1, 0), Asked(0), Answered(0, NONE)]));
    }

    #[test]
    fn a_read_beside_a_write_may_see_it_or_not() {
        for seen in [NONE, 0] {
            assert!(holds(&[Asked(0), Asked(1), Answered(0, NONE), Answered(1, seen)]));
            assert!(holds(&[Asked(0), Asked(1), Answered(1, seen), Answered(0, NONE)]));
        }
    }
}
