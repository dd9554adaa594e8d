//! Managers: launching agents, waiting for them, ending them.

pub(crate) mod close;
pub(crate) mod launch;
pub(crate) mod lease;
#[expect(clippy::module_inception, reason = "the manager itself is named after what it is")]
pub(crate) mod manager;
pub(crate) mod options;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod shutdown;
pub(crate) mod target;
pub(crate) mod wait;
pub(crate) mod watch;
