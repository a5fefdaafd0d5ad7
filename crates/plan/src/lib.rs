//! Items and goals to a plan: order, form, materials, longest way, savings, and the proof that a thing can be done.

mod choose;
#[cfg(test)]
mod testing;
mod world;
