//! What a crash cannot take away.

use quorate_proto::{Command, Durable, Key, NodeId, Operation, RequestId};

use super::message::Proposal;
use super::number::{ProposalId, TIME_MAX};

/// The durable state of a node, in all its roles. A write replaces it as a whole.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// As a proposer: the highest time that it used in a number; 0 before the first.
    pub tried: u64,
    /// As an acceptor: the highest number promised (maxBal).
    pub promised: Option<ProposalId>,
    /// As an acceptor: the highest-numbered proposal accepted (maxVBal and maxVal).
    pub accepted: Option<Proposal>,
}

impl Durable for Disk {}

impl Disk {
    /// Reads a disk from parts that are joined by `_`:
    ///
    /// * `pN` promised the number N;
    /// * `aN_V` accepted `SET x V` under the number N, and so promised at least N;
    /// * `tN` tried N, so that by plain counting the next number is N + 1.
    ///
    /// A number is a time, with the proposer's letter behind it if that is not A: `p5`, `p5_a1_3`,
    /// `p5E_a1D_3`, `t4`. Gives nothing for anything else, and for a promise below what was
    /// accepted, which no acceptor ever has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut disk = Self::default();
        let mut parts = text.split('_');
        while let Some(part) = parts.next() {
            let (kind, number) = part.split_at_checked(1)?;
            match kind {
                "p" if disk.promised.is_none() => disk.promised = Some(number_in(number)?),
                "a" if disk.accepted.is_none() => {
                    let id = number_in(number)?;
                    let value = value_before_the_run(parts.next()?.parse().ok()?);
                    disk.accepted = Some(Proposal { id, value });
                }
                "t" if disk.tried == 0 => disk.tried = time_in(number)?,
                _ => return None,
            }
        }
        let accepted = disk.accepted.map(|accepted| accepted.id);
        disk.promised = disk.promised.or(accepted);
        (disk.promised >= accepted).then_some(disk)
    }
}

/// A value that was accepted before the run began: request 0 of the first client.
const fn value_before_the_run(value: i64) -> Command {
    let id = RequestId { client: NodeId::client(0), sequence: 0 };
    Command { id, operation: Operation::Set { key: Key::X, value } }
}

fn number_in(text: &str) -> Option<ProposalId> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (time, letter) = text.split_at_checked(digits)?;
    let node = match NodeId::parse_prefix(letter) {
        Some((node, "")) if !node.is_client() => node,
        None if letter.is_empty() => NodeId::new(0),
        Some(_) | None => return None,
    };
    Some(ProposalId { time: time_in(time)?, node })
}

fn time_in(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|time| plain && (1..TIME_MAX).contains(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(time: u64, node: u16) -> ProposalId {
        ProposalId { time, node: NodeId::new(node) }
    }

    #[test]
    fn a_prepared_disk_reads_back() {
        let disk = Disk::parse("p5E_a1D_-3_t4");
        assert_eq!(disk.as_ref().map(|disk| disk.tried), Some(4));
        assert_eq!(disk.as_ref().and_then(|disk| disk.promised), Some(id(5, 4)));
        let accepted = disk.and_then(|disk| disk.accepted);
        assert_eq!(accepted.map(|accepted| accepted.id), Some(id(1, 3)));
        let operation = accepted.map(|accepted| accepted.value.operation);
        assert_eq!(operation, Some(Operation::Set { key: Key::X, value: -3 }));
    }

    #[test]
    fn who_accepted_a_number_has_promised_it() {
        let disk = Disk::parse("a7_3");
        assert_eq!(disk.and_then(|disk| disk.promised), Some(id(7, 0)));
    }

    #[test]
    fn anything_else_is_refused() {
        let bad = [
            "",
            "p",
            "p0",
            "p-1",
            "p+1",
            "p5_",
            "x5",
            "a1",
            "a1_",
            "a1_x",
            "p1_a5_3",
            "p5_p6",
            "p5X",
            "p5L",
            "p5AB",
            "t99999999999999999999",
            "键5",
            "p键",
        ];
        for text in bad {
            assert_eq!(Disk::parse(text), None, "{text}");
        }
    }
}
