//! Long work: searching, exploring, measuring. None of it may hold up a frame.
//!
//! A [`Job`] is a value that does a small piece of its work whenever it is told to, and can be
//! asked at any time how far it has come. So it does not matter who tells it. Usually that is a
//! worker: the same program, started once more beside the page, where it may take all the time
//! there is ([`worker`]). In a frame that may not start one the page itself tells the job, for a
//! few milliseconds between two frames ([`desk`]). Page and worker write each other [`Letter`]s,
//! plain text; to cancel a job is to end the worker, or to drop the value.

mod desk;
mod experiment;
mod explore;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod fuzz;
mod hunt;
mod letter;
pub(crate) mod worker;

pub(crate) use desk::{Desk, News};
pub(crate) use experiment::{EXPERIMENT, samples};
pub(crate) use explore::{EXPLORE, explore};
pub(crate) use hunt::{HUNT, STRENGTHS, hunt};
pub(crate) use letter::Letter;

/// Work that is done in pieces.
pub(crate) trait Job {
    /// Does a piece of about a millisecond; false once there is nothing left to do.
    fn advance(&mut self) -> bool;

    /// How far it has come and what it has found. What would make every report longer than the one
    /// before, it tells only once.
    fn report(&mut self) -> Letter;
}

/// The job that a letter asks for, or what is wrong with the letter.
pub(crate) fn begin(request: &Letter) -> Result<Box<dyn Job>, String> {
    match request.kind() {
        EXPERIMENT => Ok(Box::new(experiment::Trials::begin(request)?)),
        EXPLORE => Ok(Box::new(explore::Exploring::begin(request)?)),
        HUNT => Ok(Box::new(hunt::Hunting::begin(request)?)),
        other => Err(format!("expected a job, found {other}")),
    }
}

#[cfg(test)]
mod tests {
    use quorate_experiment::{EXPERIMENTS, Study};
    use quorate_scenario::{Scenario, decode};
    use quorate_sim::Setup;

    use super::*;
    use crate::open::protocols;

    /// What a job tells at its end, over the same wire as from a worker.
    fn finish(request: &Letter) -> Letter {
        let mut job = begin(&Letter::read(&request.write())).expect("a good letter");
        while job.advance() {}
        Letter::read(&job.report().write())
    }

    fn setup() -> Setup {
        Setup::new(*protocols().first().expect("the catalog is not empty"), 1)
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_a_reason() {
        let none = Scenario::new(setup());
        let bad = [
            Letter::new("tea"),
            Letter::new(HUNT).with("strength", "heavy").about("no script"),
            hunt(&setup(), "fierce", 1),
            Letter::new(EXPLORE),
            Letter::new(EXPERIMENT).with("id", "tea"),
            Letter::new(EXPERIMENT).with("id", EXPERIMENTS[0].id).with("set", "tea 5"),
        ];
        for letter in bad {
            let wrong = begin(&letter).err().expect("it is refused");
            assert!(!wrong.is_empty() && !wrong.contains('\n'), "{wrong}");
        }
        assert!(begin(&explore(&none, "breadth", &[("states", 1)])).is_ok());
    }

    #[test]
    fn a_hunt_tells_how_many_runs_it_tried() {
        let report = finish(&hunt(&setup(), "none", 3));
        assert_eq!((report.get("phase"), report.number("seeds")), (Some("nothing"), 3));
        assert!(report.number("events") > 100 && report.get("property").is_none());
    }

    #[test]
    fn what_a_hunt_finds_is_a_scenario_that_breaks_the_promise_it_names() {
        let protocol = setup().protocol;
        let found = (0..protocol.meta().bugs.len()).find_map(|bug| {
            let mut setup = setup();
            setup.bugs = setup.bugs.with(bug, true);
            Some(finish(&hunt(&setup, "heavy", 40))).filter(|report| report.get("seed").is_some())
        });
        let report = found.expect("some bug is quickly found");
        let scenario = decode(&report.body, protocols()).expect("a script").scenario;
        assert_eq!(scenario.actions.len() as u64, report.number("actions"));
        let session = crate::session::Session::open(scenario);
        let broken = session.first_broken().map(|verdict| verdict.property.id);
        assert_eq!(broken, report.get("property"));
    }

    #[test]
    fn an_exploration_tells_of_every_promise_and_of_its_bound() {
        let bounds = [("states", 300), ("depth", 99), ("timers", 3), ("requests", 1)];
        for order in ["breadth", "depth"] {
            let report = finish(&explore(&Scenario::new(setup()), order, &bounds));
            assert_eq!(report.get("status"), Some("states"), "{order}");
            assert!(report.number("distinct") >= 300 && report.number("frontier") > 0);
            assert_eq!(report.all("property").count(), setup().protocol.properties().len());
        }
    }

    #[test]
    fn random_walks_end_after_so_many_steps() {
        let bounds = [("states", 900), ("depth", 20), ("timers", 3), ("requests", 1)];
        let report = finish(&explore(&Scenario::new(setup()), "walks", &bounds));
        assert_eq!(report.get("status"), Some("walks"));
        assert!((900..2_000).contains(&report.number("generated")), "{}", report.write());
        assert!(report.number("depth") > 5);
    }

    #[test]
    fn the_trials_of_an_experiment_arrive_as_they_were() {
        let experiment = EXPERIMENTS[0];
        let mut here = Study::new(experiment, experiment.defaults());
        here.advance(6);
        let mut job = begin(&Letter::new(EXPERIMENT).with("id", experiment.id)).expect("good");
        let mut there = Study::new(experiment, experiment.defaults());
        for _ in 0..2 {
            for _ in 0..3 {
                assert!(job.advance());
            }
            for (case, sample) in samples(&Letter::read(&job.report().write())) {
                there.take_in(case, [sample]);
            }
        }
        assert_eq!((there.progress(), there.rows()), (here.progress(), here.rows()));
    }
}
