//! The session core: one stream a process, the sessions of its entities on it, and the requests that they make.

pub(crate) mod answer;
pub(crate) mod connection;
pub(crate) mod credits;
pub(crate) mod driver;
pub(crate) mod envelope;
pub(crate) mod held;
pub(crate) mod holdings;
pub(crate) mod messenger;
pub(crate) mod outbox;
pub(crate) mod pending;
pub(crate) mod pulse;
pub(crate) mod session;
pub(crate) mod session_state;
pub(crate) mod token_keeper;
