//! The numbers that others have published.

use quorate_explore::{Exploration, Limits, Progress, Search, Status};
use quorate_models::Model;
use quorate_proto::Parameters;

fn explore(model: &str, sizes: &[(&str, u32)], limits: Limits) -> Progress {
    let model = Model::find(model).expect("a model");
    let meta = model.protocol.meta();
    let mut parameters = Parameters::defaults(meta);
    for (id, value) in sizes {
        let position = meta.parameters.iter().position(|parameter| parameter.id == *id);
        parameters.set(meta, position.expect("a parameter"), *value);
    }
    let mut exploration = Exploration::new(model.space(parameters), limits);
    while exploration.advance(10_000) == Status::Running {}
    assert_eq!(exploration.status(), Status::Complete, "{:?}", exploration.first_break());
    exploration.progress()
}

/// Distinct, generated, depth.
fn numbers(model: &str, sizes: &[(&str, u32)]) -> (u64, u64, u32) {
    let found = explore(model, sizes, Limits::default());
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

#[test]
fn transaction_commit() {
    for (rms, known) in [(1, (4, 5, 3)), (2, (12, 23, 5)), (3, (34, 94, 7))] {
        assert_eq!(numbers("transaction-commit", &[("rms", rms)]), known, "{rms}");
    }
}
