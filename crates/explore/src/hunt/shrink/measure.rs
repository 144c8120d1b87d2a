//! How simple a run is.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Parameters, Tick};
use quorate_sim::{Action, Setup, Stamp, Trial};

/// Ends of runs that lie closer together are equally early.
const MOMENT: Tick = 100 * MILLISECOND;

/// The measure of a run that ends at some time, the weightiest first: actions, nodes and clients,
/// time, how far the world is from the usual one, who is named in the actions, how long the numbers
/// are.
pub(super) fn weight(trial: &Trial, end: Stamp) -> [u64; 9] {
    let Trial { setup, actions, .. } = trial;
    let named = actions.iter().map(|scheduled| people(&scheduled.action)).sum();
    let signs = actions.iter().map(|scheduled| signs(scheduled.at) + numbers(&scheduled.action));
    [
        actions.len() as u64,
        setup.nodes.into(),
        setup.clients.into(),
        end.tick / MOMENT,
        unusual(setup),
        named,
        signs.sum::<u64>() + spans(setup),
        setup.seed,
        end.tick,
    ]
}

/// In how many ways a setup differs from what the protocol suggests.
fn unusual(setup: &Setup) -> u64 {
    let usual = Setup::new(setup.protocol, setup.seed);
    let defaults = Parameters::defaults(setup.protocol.meta());
    let count = setup.protocol.meta().parameters.len();
    let settings =
        (0..count).filter(|&at| setup.parameters.get(at) != defaults.get(at)).count() as u64;
    let (network, other) = (&setup.network, &usual.network);
    let differences = [
        network.loss != other.loss,
        network.duplication != other.duplication,
        network.delay != other.delay,
        network.fifo != other.fifo,
        network.transport != other.transport,
        setup.disk != usual.disk,
        setup.workload != usual.workload,
        setup.timekeeping != usual.timekeeping,
    ];
    settings + differences.iter().map(|differs| u64::from(*differs)).sum::<u64>()
}

/// Spans of the setup that are not the usual ones, by the length of their numbers.
fn spans(setup: &Setup) -> u64 {
    let usual = Setup::new(setup.protocol, setup.seed);
    let pair = |spans: (Tick, Tick), usual| match spans {
        spans if spans == usual => 0,
        (least, most) if least == most => digits(least),
        (least, most) => digits(least) + digits(most) + 1,
    };
    let workload = if setup.workload == usual.workload { 0 } else { digits(setup.workload) };
    pair(setup.network.delay, usual.network.delay) + pair(setup.disk, usual.disk) + workload
}

/// How many participants an action names beyond those that it needs.
fn people(action: &Action) -> u64 {
    match action {
        Action::Crash(group)
        | Action::Start(group)
        | Action::Pause(group)
        | Action::Resume(group) => group.iter().count() as u64,
        Action::Cut { left, right, one_way } => {
            (left.iter().count() + right.iter().count()) as u64 + u64::from(*one_way)
        }
        Action::Heal { left, right } => (left.iter().count() + right.iter().count()) as u64,
        _ => 0,
    }
}

/// The length of a moment as it is written.
fn signs(at: Stamp) -> u64 {
    digits(at.tick) + if at.index > 0 { 3 } else { 0 }
}

fn numbers(action: &Action) -> u64 {
    match action {
        Action::Skew { rate_ppm, .. } => significant(rate_ppm.unsigned_abs().into()),
        Action::Jump { by, .. } => digits(by.unsigned_abs()),
        Action::Hold(_, span) => digits(*span),
        _ => 0,
    }
}

/// Digits of a span that say something: 300 ms has one, 310 ms two, and a span that is no whole
/// number of milliseconds as many as it takes.
fn digits(span: Tick) -> u64 {
    if span.is_multiple_of(MILLISECOND) {
        significant(span / MILLISECOND)
    } else {
        significant(span) + 4
    }
}

/// Digits of a number without the zeros at its end.
fn significant(mut number: u64) -> u64 {
    while number > 0 && number.is_multiple_of(10) {
        number /= 10;
    }
    let mut count = 0;
    while number > 0 {
        count += 1;
        number /= 10;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_are_short() {
        assert_eq!(digits(0), 0);
        assert_eq!(digits(300 * MILLISECOND), 1);
        assert_eq!(digits(310 * MILLISECOND), 2);
        assert_eq!(digits(310 * MILLISECOND + 1), 10);
    }
}
