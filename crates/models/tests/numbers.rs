//! The numbers that others have published, natively and as wasm.
//!
//! Every run of the tests counts the small sizes; `cargo xtask models` counts all, every night,
//! once natively and once as wasm under Node.

use quorate_explore::{Bound, Exploration, Limits, Progress, Search, Status};
use quorate_models::Model;
use quorate_proto::Parameters;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn explore(model: &str, sizes: &[(&str, u32)], limits: Limits) -> Progress {
    let (progress, status) = explored(model, sizes, limits);
    assert_eq!(status, Status::Complete);
    progress
}

fn explored(model: &str, sizes: &[(&str, u32)], limits: Limits) -> (Progress, Status) {
    let exploration = advanced_to_its_end(model, sizes, limits);
    assert!(exploration.first_break().is_none(), "{:?}", exploration.first_break());
    (exploration.progress(), exploration.status())
}

fn advanced_to_its_end(model: &str, sizes: &[(&str, u32)], limits: Limits) -> Exploration {
    let model = Model::find(model).expect("a model");
    let meta = model.protocol.meta();
    let mut parameters = Parameters::defaults(meta);
    for (id, value) in sizes {
        let position = meta.parameters.iter().position(|parameter| parameter.id == *id);
        parameters.set(meta, position.expect("a parameter"), *value);
    }
    let mut exploration = Exploration::new(model.space(parameters), limits);
    while exploration.advance(10_000) == Status::Running {}
    exploration
}

/// Distinct, generated, depth, in whatever memory it takes.
fn numbers(model: &str, sizes: &[(&str, u32)]) -> (u64, u64, u32) {
    let limits = Limits { bytes: u64::MAX, ..Limits::default() };
    let found = explore(model, sizes, limits);
    (found.distinct, found.generated, found.depth)
}

#[test]
fn two_phase() {
    let known =
        [(1, (12, 20, 5)), (2, (56, 154, 8)), (3, (288, 1_146, 11)), (5, (8_832, 58_146, 17))];
    for (rms, numbers_known) in known {
        assert_eq!(numbers("two-phase", &[("rms", rms)]), numbers_known, "{rms}");
    }
}

#[test]
fn two_phase_under_symmetry() {
    for (rms, known) in [(3, (80, 318, 11)), (4, (166, 869, 14)), (5, (314, 2_048, 17))] {
        let limits = Limits { symmetry: true, ..Limits::default() };
        let found = explore("two-phase", &[("rms", rms)], limits);
        assert_eq!((found.distinct, found.generated, found.depth), known, "{rms}");
    }
}

#[test]
fn depth_first_finds_the_same_states() {
    let limits = Limits { search: Search::DepthFirst, ..Limits::default() };
    let found = explore("two-phase", &[("rms", 4)], limits);
    assert_eq!(found.distinct, 1_568);
}

/// A walk that goes in a circle is over: otherwise the first would never leave a final state.
#[test]
fn random_walks_come_by_every_state_of_a_small_model() {
    let search = Search::Random { seed: 1 };
    let limits = Limits { search, states: 400_000, ..Limits::default() };
    let walked = advanced_to_its_end("two-phase", &[("rms", 3)], limits);
    assert_eq!(walked.status(), Status::Bounded(Bound::Walks));
    assert_eq!((walked.progress().distinct, walked.progress().depth), (288, 11));
}

#[test]
fn transaction_commit() {
    for (rms, known) in [(1, (4, 5, 3)), (2, (12, 23, 5)), (3, (34, 94, 7))] {
        assert_eq!(numbers("transaction-commit", &[("rms", rms)]), known, "{rms}");
    }
}

/// Distinct states and depth, where what counts as generated depends on the tool.
fn size(model: &str, sizes: &[(&str, u32)]) -> (u64, u32) {
    let (distinct, _, depth) = numbers(model, sizes);
    (distinct, depth)
}

#[test]
fn paxos() {
    assert_eq!(size("paxos", &[]), (3_921, 17));
    assert_eq!(size("paxos", &[("values", 1)]), (1_681, 17));
    assert_eq!(size("paxos", &[("acceptors", 2), ("quorum", 2)]), (145, 13));
    assert_eq!(size("paxos", &[("acceptors", 1), ("values", 1)]), (25, 9));
}

#[test]
fn simplified_paxos() {
    let sizes = [("replicas", 4), ("values", 3), ("ballots", 3)];
    let limits = Limits { symmetry: true, ..Limits::default() };
    let found = explore("simplified-paxos", &sizes, limits);
    assert_eq!((found.distinct, found.generated, found.depth), (1_207, 13_290, 22));
}

#[test]
fn voting() {
    assert_eq!(size("voting", &[]), (6_752, 16));
}

#[test]
fn a_ring_elects() {
    for (n, known) in [(3, (137, 227, 10)), (4, (823, 1_791, 15))] {
        assert_eq!(numbers("chang-roberts", &[("n", n)]), known, "{n}");
    }
}

#[test]
fn echo() {
    assert_eq!(size("echo", &[("n", 3)]), (75, 16));
}

#[test]
fn two_phase_with_a_backup() {
    assert_eq!(size("two-phase-backup", &[("rms", 3)]), (1_245, 15));
}

#[test]
fn atomic_commitment() {
    assert_eq!(size("non-blocking-commit", &[]), (4_284, 19));
    assert_eq!(size("atomic-commit", &[("participants", 3)]), (54_944, 21));
}

#[test]
fn broadcast_among_liars() {
    assert_eq!(numbers("byzantine-broadcast", &[]), (14_424, 227_344, 7));
    let nobody_is_told = [("n", 10), ("t", 3), ("f", 2), ("told", 0)];
    assert_eq!(numbers("byzantine-broadcast", &nobody_is_told), (45, 90, 1));
}

#[test]
fn alternating_bit() {
    assert_eq!(size("alternating-bit", &[]), (240, 10));
}

#[test]
fn registers() {
    assert_eq!(numbers("single-copy-register", &[("clients", 2)]), (93, 121, 9));
    assert_eq!(numbers("single-copy-register", &[("clients", 3)]), (4_243, 6_778, 13));
    assert_eq!(size("abd-register", &[]).0, 544);
}

#[test]
fn a_register_written_once() {
    assert_eq!(numbers("paxos-register", &[]), (16_668, 32_971, 21));
}

/// States of Raft as total order broadcast that are no further away, and steps to them.
fn broadcast(depth: u32, exact: u32) -> (u64, u64) {
    let limits = Limits { depth: Some(depth), bytes: u64::MAX, ..Limits::default() };
    let (found, status) = explored("raft-broadcast", &[("exact", exact)], limits);
    assert_eq!(status, Status::Bounded(Bound::Depth));
    assert_eq!(found.depth, depth);
    (found.distinct, found.generated)
}

/// The exact numbers are those of the example's own actors, searched with states compared instead
/// of fingerprints.
#[test]
fn raft_broadcast() {
    assert_eq!(broadcast(3, 0), (80, 139));
    assert_eq!(broadcast(3, 1), (82, 139));
    assert_eq!(broadcast(6, 0), (4_461, 12_679));
    assert_eq!(broadcast(6, 1), (5_332, 14_470));
}

#[test]
fn who_forgets_nothing_keeps_the_promises_of_raft() {
    let limits = Limits { depth: Some(8), ..Limits::default() };
    let (found, status) = explored("raft-broadcast", &[("down", 0)], limits);
    assert_eq!(status, Status::Bounded(Bound::Depth));
    assert!(found.distinct > 10_000, "{found:?}");
}

/// The promise that breaks first.
fn first_broken(model: &str, sizes: &[(&str, u32)]) -> Option<&'static str> {
    let exploration = advanced_to_its_end(model, sizes, Limits::default());
    exploration.first_break().map(|found| found.property)
}

#[test]
fn quorums_that_need_not_meet_break_promises() {
    assert_eq!(first_broken("paxos", &[("quorum", 1)]), Some("Agreement"));
    assert_eq!(first_broken("simplified-paxos", &[("quorum", 1)]), Some("Consistency"));
    assert_eq!(first_broken("simplified-fast-paxos", &[("fast", 2)]), Some("Consistency"));
    let sizes = [("replicas", 2), ("reads", 1), ("quorum", 1)];
    assert_eq!(first_broken("multi-paxos-smr", &sizes), Some("Linearizability"));
    assert_eq!(first_broken("voting", &[("quorum", 1)]), Some("Consensus"));
}

#[test]
fn more_liars_than_expected_forge_a_broadcast() {
    let nobody_is_told = [("f", 2), ("told", 0)];
    assert_eq!(first_broken("byzantine-broadcast", &nobody_is_told), Some("Unforg"));
}

#[test]
fn a_token_that_trusts_who_has_received_is_fooled() {
    let sizes = [("n", 3), ("blackens", 0)];
    assert_eq!(first_broken("termination-detection", &sizes), Some("TerminationDetection"));
}

/// Sizes that take their time in a debug build; with optimizations, seconds.
#[test]
#[ignore = "large"]
fn large_sizes() {
    let two_phase = |rms, symmetry| {
        let limits = Limits { states: u64::MAX, symmetry, ..Limits::default() };
        let found = explore("two-phase", &[("rms", rms)], limits);
        (found.distinct, found.generated, found.depth)
    };
    assert_eq!(two_phase(6, false), (50_816, 402_306, 20));
    assert_eq!(two_phase(7, false), (296_448, 2_744_706, 23));
    assert_eq!(two_phase(7, true).0, 920);
    assert_eq!(two_phase(9, false), (10_340_352, 123_558_402, 29));
    let sizes = [("values", 1), ("ballots", 3)];
    assert_eq!(size("paxos", &sizes), (68_921, 25));
    let register = numbers("single-copy-register", &[("clients", 4)]);
    assert_eq!(register, (400_233, 731_789, 17));
}

#[test]
#[ignore = "large"]
fn a_large_shared_register() {
    let sizes = [("clients", 2), ("servers", 3), ("ordered", 1)];
    let shared = explore("abd-register", &sizes, Limits { states: u64::MAX, ..Limits::default() });
    assert_eq!((shared.distinct, shared.generated), (1_212_979, 4_730_934));
}

/// Natively only: it takes longer than all others together.
#[cfg(not(target_arch = "wasm32"))]
#[test]
#[ignore = "large"]
fn the_largest_shared_register() {
    let limits = Limits { states: u64::MAX, bytes: u64::MAX, ..Limits::default() };
    let shared = explore("abd-register", &[("clients", 2), ("servers", 3)], limits);
    assert_eq!((shared.distinct, shared.generated), (41_138_199, 194_646_243));
}

#[test]
#[ignore = "large"]
fn a_large_register_written_once() {
    let limits = Limits { states: u64::MAX, bytes: u64::MAX, ..Limits::default() };
    let found = explore("paxos-register", &[("clients", 3)], limits);
    let known = (1_194_428, 2_420_477, 28);
    assert_eq!((found.distinct, found.generated, found.depth), known);
}

#[test]
#[ignore = "large"]
fn raft_broadcast_further_away() {
    assert_eq!(broadcast(8, 0), (57_336, 169_286));
    assert_eq!(broadcast(8, 1), (73_408, 211_510));
    assert_eq!(broadcast(10, 0), (814_643, 2_465_849));
}

#[test]
#[ignore = "large"]
fn slush() {
    let sizes = [("nodes", 3), ("rounds", 1), ("sample", 2), ("enough", 2)];
    assert_eq!(numbers("slush", &sizes), (274_678, 1_621_541, 43));
}

#[test]
#[ignore = "large"]
fn termination_detection() {
    assert_eq!(size("termination-detection", &[("n", 3)]), (321_370, 47));
}

/// Of steps, TLC tells 736,012; an independent search by the letter of the specification, as many
/// as are here.
#[test]
#[ignore = "large"]
fn multi_paxos() {
    let limits = Limits { symmetry: true, bytes: u64::MAX, ..Limits::default() };
    let found = explore("multi-paxos-smr", &[("reads", 1)], limits);
    assert_eq!((found.distinct, found.generated, found.depth), (343_796, 735_918, 28));
}

#[test]
#[ignore = "large"]
fn simplified_fast_paxos() {
    let sizes = [("values", 3), ("ballots", 5)];
    let limits = Limits { symmetry: true, ..Limits::default() };
    let found = explore("simplified-fast-paxos", &sizes, limits);
    assert_eq!((found.distinct, found.generated, found.depth), (25_617, 320_053, 22));
}
