//! Hosts: programs that run an agent's code.

pub(crate) mod attempt;
#[expect(clippy::module_inception, reason = "the host itself is named after what it is")]
pub(crate) mod host;
pub(crate) mod reports;
pub(crate) mod run_spec;
pub(crate) mod signals;
pub(crate) mod standing;
