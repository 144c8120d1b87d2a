//! # Gossip: protocols that spread like a disease
//!
//! A quorum protocol asks *most* of the nodes before it believes anything. An epidemic protocol
//! asks *one*, picked at random, and does so again and again. Nobody leads, nobody counts votes,
//! and no node has to be up for the others to carry on. What is lost is the moment of certainty:
//! an update is everywhere sooner or later, and no node can tell when.
//!
//! Demers and colleagues (*Epidemic algorithms for replicated database maintenance*, PODC 1987)
//! borrowed the words of epidemiology. With respect to one update a site is **susceptible** (it
//! does not know it), **infective** (it knows it and passes it on) or **removed** (it knows it and
//! has lost interest). Their three ways of spreading make up the family:
//!
//! * *direct mail*: the site that takes an update sends it to everybody, once. Quick, and as
//!   reliable as the mail and the sender's list of sites;
//! * *anti-entropy*: each site now and then compares everything with another one. Certain in the
//!   end, and dear, for most comparisons find nothing;
//! * *rumor mongering* ([`rumor`]): each site passes on what is new to it, and stops when too many
//!   of those it tells have heard already. Cheap, quick, and a few sites may never hear.
//!
//! So rumor mongering is **not** a protocol that goes on "until every site has the update": no
//! sender can know that. It stops by a counter or a coin and leaves a *residue*, whose size is a
//! matter of calculation, and a system that must reach everybody runs anti-entropy behind it.
//!
//! Nor is the moment of convergence beyond theory. It is random, but its law is known: pushing
//! reaches all of *n* sites in log₂ *n* + ln *n* + O(1) rounds in probability (Pittel 1987). What
//! does not exist is a bound that always holds.

pub mod rumor;
