//! # Rumor mongering
//!
//! *Demers et al., Epidemic algorithms for replicated database maintenance, PODC 1987 (also Xerox
//! PARC report CSL-89-1), §1.4.*
//!
//! A client gives an update to any site. The site stores it and finds it *hot*. Once per period, a
//! site with hot rumors picks one other site at random and tells it all of them. Who hears a rumor
//! for the first time stores it and finds it hot too. Who finds that its partner knew a rumor
//! already becomes less keen on it, and at last loses interest: the rumor leaves its hot list, and
//! the site never mentions it again. When all sites have lost interest, the rumor is dead, whether
//! or not everybody has heard it. The share that has not is the **residue**, *s*; the updates sent
//! per site are the **traffic**, *m*.
//!
//! ## The variants
//!
//! Each is a parameter of its own, so that all combinations can be run:
//!
//! * **Push, pull, push-pull** (`mode`). A pushing site tells its hot rumors; a pulling site asks
//!   its partner for the partner's. Everybody pulls, hot or not, so requests never end; the paper
//!   counts them as free, and so does the traffic measured here.
//! * **Feedback or blind** (`feedback`). With feedback the receiver says whether the rumor was new
//!   to it. Blind sites assume of each contact that it was in vain.
//! * **Counter or coin** (`stop`, `k`). With a counter, a site loses interest after `k` useless
//!   contacts *in a row*: a useful one sets the counter back to 0. With a coin, each useless
//!   contact ends the interest with probability 1/`k`.
//! * **Connection limit and hunting** (`limit`, `hunt`). A site that has accepted `limit` callers
//!   in this cycle turns others away; who is turned away may try `hunt` other sites in the same
//!   cycle. A limit of 0 is no limit, and then sites talk without calling first.
//!
//! ## Cycles and events
//!
//! The tables of the paper count *cycles*: all sites read the state at the beginning of a cycle,
//! act once, and see each other's acts in the next cycle. With `timing` set to cycles, all sites
//! act at the same reading of their clocks, every `period`. A rumor learned in a cycle is told from
//! the next one on, and to a second teller in the same cycle the site answers that the rumor was
//! new, because at the beginning of the cycle it was: two pushes that cross are both useful.
//! (Sequential simulations count the second one as useless, and do not reproduce the tables.)
//!
//! Real networks have no cycles. With `timing` set to events, each site acts at its own phase and
//! with jitter, and what it learned it knows at once.
//!
//! A contact takes one message, feedback a second one, a pull one more, a call two more, and each
//! hunt another two. Cycles are what the paper means only while all of that fits in one `period`.
//! Nothing fails when it does not: feedback that comes late counts for the cycle in which it
//! arrives, and an update that comes late is learned in the cycle in which it arrives.
//!
//! ## What a site keeps
//!
//! [`Disk`] holds every rumor that the site ever learned, and with them the store: of each key, the
//! value of the newest update, by sequence number and then client, so that sites that know the same
//! rumors hold the same store. [`RumorMongering`] holds the hot list with its counters. A crash
//! ends all interest: a site that restarts knows what it knew and is removed for all of it. Should
//! the one infective site crash, its rumor is dead.
//!
//! Only `SET` can be a rumor. `ADD` and compare-and-set need one agreed present value, which no
//! site has; reads are answered from a site's own store, which the picture shows anyway. Clients
//! get no answers: there is no moment at which a site could honestly confirm an update.
//!
//! ## Choices the paper leaves open
//!
//! * A site makes up its mind once per cycle, when the next one begins. When several sites pulled
//!   the same rumor from it in one cycle, one that needed it resets the counter, and otherwise the
//!   counter takes *one* step, not one per caller. Push-pull does the same over both directions.
//! * A contact whose feedback is lost counts for nothing, neither way. So a pushing site that is
//!   cut off from everybody stays infective until it is not.
//! * With blind removal and hunting, only a contact that took place counts.
//! * The direction is chosen before the start. Where nobody pulls, a site without news has no timer
//!   set, and an idle cluster is silent; switched to pulling in the middle of a run, such a site
//!   begins to ask when it next hears something.
//! * The paper's *minimization* (of two sites that both know, only the one with the smaller counter
//!   counts the contact) is left out.
//!
//! Where to read: [`node`] is the protocol, [`message`] its words, [`properties`] its promises,
//! [`meta`] what it says about itself, [`texts`] the sentences in both languages.

pub mod message;
pub mod meta;
pub mod node;
pub mod properties;
pub mod texts;
mod view;

#[cfg(test)]
mod tests;

pub use message::{Message, Update};
pub use node::{Contact, Disk, Hot, Known, RumorMongering, Timer, Verdict};
pub use properties::History;
