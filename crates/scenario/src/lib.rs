//! # A run as text
//!
//! A [`Scenario`] is everything that decides a run: a protocol with its settings, a seed, what is
//! done to the cluster and when, and the moment at which to stop and look. It is a value of plain
//! data and a text at the same time: the text in a link, a script in a lesson, a preset, a golden
//! test and the answer that a student hands in are one and the same language.
//!
//! **One grammar, two spellings.** A *script* has lines, blanks and comments:
//!
//! ```text
//! title Partition and rollback
//! raft n5 c2 x20240611
//! 400 X L S5            # client X asks the leader to set x to 5
//! 1000 cut AB-CDE
//! 2400 heal
//! 3200 end
//! ```
//!
//! A *link* has the same tokens on one line of characters that no address needs to escape, and
//! says in front which version of the grammar it is written in:
//!
//! ```text
//! 1.raft.n5.c2.x20240611~400.X.L.S5~1000.cut.AB-CDE~2400.heal~3200.end
//! ```
//!
//! Blanks and dots separate tokens alike, ends of lines and tildes separate entries alike, so both
//! spellings are read by one tokenizer and one parser. [`decode`] takes either, with or without an
//! address around it; [`link`] and [`script`] write the canonical form of each: sorted by time,
//! without what goes without saying.
//!
//! # Grammar
//!
//! ```text
//! text      = [ "quorate" version end-of-entry | version ] head { entry } ;
//! version   = "1" ;
//! head      = protocol { option } { end-of-entry option { option } } ;
//! entry     = end-of-entry time ( action | "end" ) ;
//!
//! option    = "n" nodes | "c" clients | "x" seed
//!           | "d" spans | "k" spans                       (message delay; disk write)
//!           | "w" span                                    (clients' own rhythm, 0 for none)
//!           | "G" span | "J" span                         (grain of timeouts; jitter of timers)
//!           | "l" per-mille | "u" per-mille               (loss; duplication)
//!           | "f" ( "0" | "1" )                           (links keep the order)
//!           | "t" transport
//!           | "P" parameter "-" value | "B" bug           (may come several times)
//!           | "e" engine | "h" hexadecimal                (recorded with; trace digest) ;
//! transport = "datagram" | "stream" | "broadcast" ;
//!
//! action    = client ( "L" | node ) operation [ key ]     (L: whoever the client takes for leader)
//!           | "retry" client [ node ]                     (asks again; whom it would try next)
//!           | ( "crash" | "start" | "pause" | "resume" ) group
//!           | "cut" group "-" group | "block" group "-" group
//!           | "heal" [ group "-" group ]
//!           | "fire" node timer [ "-" subject ]
//!           | "skew" node parts-per-million | "jump" node [ "-" ] span
//!           | "disk" node ( "ok" | "lie" | "stall" | "torn" | "wipe" )
//!           | ( "now" | "drop" | "copy" ) message | "hold" message span
//!           | "set" parameter value | "bug" bug ( "on" | "off" )
//!           | "choose" node number                        (how its next choice falls, from 0)
//!           | "turn"                                      (a loop begins, or has come round)
//!           | "net" ( "delay" spans | "loss" per-mille | "duplicate" per-mille
//!                   | "fifo" ( "0" | "1" ) | "transport" transport )
//!           | "init" node token { token }                 (only at time 0) ;
//! operation = "S" integer | "A" integer | "G" | "C" integer "_" integer ;
//! message   = participant "-" participant number [ "_" copy ]     (k-th on that link, from 1) ;
//! group     = participant { participant } ;
//! time      = span [ "_" events ]        (after that many events of that very tick) ;
//! spans     = span [ "-" span ] ;
//! span      = number [ "u" ]             (milliseconds; with "u" microseconds) ;
//! ```
//!
//! Nodes are `A` … `W` without `L`, then `A1` …; clients `X`, `Y`, `Z`, `X1` …. A value of a
//! parameter is a number or the identifier of a choice. Of an option that comes twice the last one
//! counts. What is left out of the head is what the protocol suggests: a protocol's suggestions
//! are therefore part of the language, and its seed, if none is given, is 1. In a script `#` begins
//! a comment, and a line `title …` gives the title; in an address the title is its own parameter,
//! `t`.
//!
//! # How the grammar may grow
//!
//! Old links replay for ever. A verb, option or unit is never used again for something else; new
//! ones are added. An option that begins with a lower-case letter and is not known is ignored, with
//! a [`Note`]; one that begins with an upper-case letter must be understood, or the text is
//! refused. An unknown verb is refused. `z1.` in front is reserved for a compressed form. A new
//! version comes only if these rules cannot hold, and the old one will still be read.
//!
//! Nothing that is read here can make the program stop: what cannot be read gives a
//! [`ScenarioError`] with the place, what was expected there and what stands there, and what is too
//! large is refused ([`limits`]).

mod address;
mod error;
pub mod export;
pub mod limits;
mod nearest;
mod read;
mod scenario;
mod token;
mod write;

pub use error::{Note, Place, ScenarioError};
pub use read::{parse_span, parse_stamp};
pub use scenario::{Decoded, Scenario, decode, preset};
pub use write::{action, address, link, script, span, stamp};
