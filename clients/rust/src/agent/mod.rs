//! Agents: what they can do, and their lives.

pub(crate) mod action;
pub(crate) mod actions;
pub(crate) mod context;
pub(crate) mod definition;
pub(crate) mod describe;
pub(crate) mod from_arguments;
pub(crate) mod loops;
pub(crate) mod panics;
pub(crate) mod part_sender;
pub(crate) mod parts;
pub(crate) mod perform;
pub(crate) mod running;
pub(crate) mod runtime;
