//! What holds of every measure, and of policies whatever their measures.

mod examples;
mod policies;
