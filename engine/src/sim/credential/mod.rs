//! What people show to be let in, and how those who have nothing to show come by it.
//!
//! A request for a credential is a journey of its own on the portal; then the person waits. The first half comes as a message, or an
//! operator of the helpline checks the request by phone; the second half comes by post. Each request ends in exactly one way:
//!
//! `asked = received_in_time + received_late + validated + by_post + waiting`.
//!
//! Without a table `people.credentials` nobody has a [`CredentialState`](super::person::CredentialState), and nothing here is ever called.

mod books;
mod course;
mod gateway;

pub(crate) use course::{News, Then};
pub(crate) use gateway::Credentials;
