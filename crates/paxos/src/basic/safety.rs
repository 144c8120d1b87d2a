//! When a value is safe under a number: the two conditions of `Voting.tla` on which all else rests.
//!
//! The specification quantifies over all quorums and all smaller numbers. Where quorums are
//! majorities it is enough to count, and where nobody voted one number stands for all; the tests
//! hold both against the letter of the specification.

use quorate_proto::{Command, NodeId};

use super::history::{Acceptors, Vote, Votes, bit};
use super::message::Proposal;
use super::number::ProposalId;

/// SafeAt(b, v) of `Voting.tla`: under no number c below b is, or can still become, another value
/// chosen. For each c there is a quorum whose members voted for v under c, or did not vote under c
/// and, having promised more, never will.
///
/// A number c without votes asks for a quorum that has promised more than c; the greatest such c
/// lies just below b, so that one question covers them all.
pub(super) fn safe_at(
    votes: &Votes,
    promised: &[Option<ProposalId>],
    quorum: usize,
    proposal: &Proposal,
) -> bool {
    let heeding = promised.iter().filter(|promised| **promised >= Some(proposal.id)).count();
    heeding >= quorum
        && votes.below(proposal.id).all(|(id, ballot)| {
            let any: Acceptors = ballot.iter().fold(0, |any, (_, who)| any | who);
            let same = ballot.iter().find(|(value, _)| *value == proposal.value);
            let same = same.map_or(0, |(_, who)| *who);
            let agrees = |(index, promised): &(usize, &Option<ProposalId>)| {
                let member = bit(NodeId::new(*index as u16));
                same & member != 0 || (**promised > Some(id) && any & member == 0)
            };
            promised.iter().enumerate().filter(agrees).count() >= quorum
        })
}

/// ShowsSafeAt(Q, b, v) for some quorum Q: all of Q heed b, and v is the value of Q's
/// highest-numbered vote below b, or Q has none.
///
/// Of those who heed b, the ones with the lowest latest votes make the best quorum: a value is
/// shown by its own voter together with all whose latest votes are no higher.
pub(super) fn shows_safe_at(
    votes: &Votes,
    promised: &[Option<ProposalId>],
    quorum: usize,
    proposal: &Proposal,
) -> bool {
    let latest = |acceptor: NodeId| {
        let voted = |(_, who): &(Command, Acceptors)| who & bit(acceptor) != 0;
        votes.below(proposal.id).find(|(_, ballot)| ballot.iter().any(voted)).map(|(id, _)| id)
    };
    let heeding =
        promised.iter().enumerate().filter(|(_, promised)| **promised >= Some(proposal.id));
    let heeding: Vec<_> = heeding
        .map(|(index, _)| NodeId::new(index as u16))
        .map(|acceptor| (acceptor, latest(acceptor)))
        .collect();
    heeding.iter().any(|(acceptor, top)| {
        let shows = top.is_none_or(|id| {
            let proposal = Proposal { id, value: proposal.value };
            votes.contains(&Vote { acceptor: *acceptor, proposal })
        });
        shows && heeding.iter().filter(|(_, other)| other <= top).count() >= quorum
    })
}

#[cfg(test)]
mod tests {
    use quorate_proto::random::{Purpose, Random, below};
    use quorate_proto::{Key, Operation, RequestId};

    use super::*;

    /// A state of the acceptors as the specification has it: a set of votes and a promise each.
    struct State {
        acceptors: usize,
        votes: Vec<Vote>,
        promised: Vec<Option<ProposalId>>,
    }

    /// Numbers of the specification are 0, 1, 2 …; that of `number(0)` has none below it.
    const NUMBERS: u64 = 5;

    fn number(index: u64) -> ProposalId {
        ProposalId { time: 1 + index / 2, node: NodeId::new((index % 2) as u16) }
    }

    fn value(index: u64) -> Command {
        let id = RequestId { client: NodeId::client(index as u16), sequence: 1 };
        Command { id, operation: Operation::Set { key: Key::X, value: index as i64 } }
    }

    impl State {
        /// Any votes and promises at all, reachable or not, with few numbers and values so that
        /// they often meet.
        fn draw(seed: u64) -> Self {
            let random = Random::new(seed);
            let draw = |subject, use_index, count| {
                below(random.draw(Purpose::Choice, 0, subject, use_index), count)
            };
            let acceptors = 1 + draw(0, 0, 5) as usize;
            let votes = (0..draw(0, 1, 9)).map(|index| Vote {
                acceptor: NodeId::new(draw(1, index, acceptors as u64) as u16),
                proposal: Proposal {
                    id: number(draw(2, index, NUMBERS)),
                    value: value(draw(3, index, 2)),
                },
            });
            let promised = (0..acceptors as u64).map(|index| match draw(4, index, NUMBERS + 2) {
                0 => None,
                drawn => Some(number(drawn - 1)),
            });
            Self { acceptors, votes: votes.collect(), promised: promised.collect() }
        }

        fn ghost(&self) -> Votes {
            let mut votes = Votes::default();
            for vote in &self.votes {
                votes.insert(vote);
            }
            votes
        }

        fn quorum(&self) -> usize {
            self.acceptors / 2 + 1
        }

        /// All quorums, as lists of members.
        fn quorums(&self) -> Vec<Vec<usize>> {
            let members = |mask: u32| (0..self.acceptors).filter(move |a| mask >> a & 1 == 1);
            let all = (0..1_u32 << self.acceptors).map(|mask| members(mask).collect());
            all.filter(|members: &Vec<usize>| members.len() >= self.quorum()).collect()
        }

        fn voted_for(&self, acceptor: usize, id: ProposalId, value: &Command) -> bool {
            self.votes.iter().any(|vote| {
                vote.acceptor.index() == acceptor
                    && vote.proposal.id == id
                    && vote.proposal.value == *value
            })
        }

        fn voted(&self, acceptor: usize, id: ProposalId) -> bool {
            self.votes
                .iter()
                .any(|vote| vote.acceptor.index() == acceptor && vote.proposal.id == id)
        }

        /// SafeAt(b, v) to the letter, with `NoneOtherChoosableAt` written out. Between two numbers
        /// that occur lie others that do not, and below the first one too.
        fn safe_at(&self, proposal: &Proposal) -> bool {
            let between = |index| {
                let next = number(index);
                ProposalId { time: next.time - 1, node: NodeId::new(next.node.code() + 2) }
            };
            let numbers = (0..NUMBERS).flat_map(|index| [between(index), number(index)]);
            let mut below = numbers.filter(|id| *id < proposal.id);
            let quorums = self.quorums();
            below.all(|id| {
                quorums.iter().any(|quorum| {
                    quorum.iter().all(|acceptor| {
                        self.voted_for(*acceptor, id, &proposal.value)
                            || (self.promised[*acceptor] > Some(id) && !self.voted(*acceptor, id))
                    })
                })
            }) && quorums.iter().any(|quorum| {
                // The number just below b, whichever it is: nobody can have voted under it.
                quorum.iter().all(|acceptor| self.promised[*acceptor] >= Some(proposal.id))
            })
        }

        /// ShowsSafeAt(Q, b, v) for some Q, to the letter.
        fn shows_safe_at(&self, proposal: &Proposal) -> bool {
            self.quorums().iter().any(|quorum| {
                let heeds = |acceptor: &usize| self.promised[*acceptor] >= Some(proposal.id);
                let in_quorum = |vote: &&Vote| quorum.contains(&vote.acceptor.index());
                let below = self.votes.iter().filter(in_quorum);
                let below: Vec<_> = below.filter(|vote| vote.proposal.id < proposal.id).collect();
                let top = below.iter().map(|vote| vote.proposal.id).max();
                let shown = below.iter().any(|vote| {
                    Some(vote.proposal.id) == top && vote.proposal.value == proposal.value
                });
                quorum.iter().all(heeds) && (top.is_none() || shown)
            })
        }
    }

    /// The conditions hold in some states and fail in others, and counting always agrees.
    #[test]
    fn counting_agrees_with_the_letter_of_the_specification() {
        let mut tally = [[0_u32; 2]; 2];
        for seed in 0..4_000 {
            let state = State::draw(seed);
            let (votes, quorum) = (state.ghost(), state.quorum());
            for index in 0..NUMBERS {
                let proposal = Proposal { id: number(index), value: value(seed % 2) };
                let safe = safe_at(&votes, &state.promised, quorum, &proposal);
                assert_eq!(safe, state.safe_at(&proposal), "SafeAt, seed {seed}, {proposal:?}");
                let shows = shows_safe_at(&votes, &state.promised, quorum, &proposal);
                let letter = state.shows_safe_at(&proposal);
                assert_eq!(shows, letter, "ShowsSafeAt, seed {seed}, {proposal:?}");
                tally[0][usize::from(safe)] += 1;
                tally[1][usize::from(shows)] += 1;
            }
        }
        assert!(tally.iter().flatten().all(|count| *count > 500), "{tally:?}");
    }
}
