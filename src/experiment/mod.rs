//! Many runs: the same launch, under several policies, over and over with other chances.

pub mod statistics;
