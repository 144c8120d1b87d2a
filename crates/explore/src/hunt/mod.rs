//! The bug hunt: random runs until a promise breaks, and the shortest run that still breaks it.
