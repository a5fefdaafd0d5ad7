//! Who reaches what on foot: as a tool of its own on a hand-written town, and on a pack whose
//! registers change.

mod district;
mod layers;
mod tool;
mod town;
mod wrong;
