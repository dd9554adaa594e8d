use std::time::Duration;

use crate::duration;
use crate::proto;

/// How an agent behaves around its life. What is left out has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeConfig {
    /// Cancel running actions at shutdown; otherwise they are awaited. Default true.
    pub cancel_actions_on_shutdown: Option<bool>,
    /// A loop's error fails the run. Default true.
    pub raise_loop_errors_on_shutdown: Option<bool>,
    /// A loop's error shuts the agent down. Default true.
    pub shutdown_on_loop_error: Option<bool>,
    /// Terminate the mailbox when the run failed, after the last attempt. Default true.
    pub terminate_on_error: Option<bool>,
    /// Terminate the mailbox when the run succeeded. Default true.
    pub terminate_on_success: Option<bool>,
    /// Most actions at once; 0 means no limit. Default 0.
    pub max_concurrent_actions: u32,
    /// Media type of results where the request does not say; empty means `application/json`.
    pub default_media_type: String,
    /// Media types accepted in arguments; empty means JSON, protobuf and raw bytes.
    pub allowed_media_types: Vec<String>,
    /// Time from start to ready before an attempt fails. Default the server's start limit.
    pub start_timeout: Option<Duration>,
    /// Time from a request to end until the host is killed. Default the manager's grace.
    pub stop_grace: Option<Duration>,
}

impl RuntimeConfig {
    pub(crate) fn to_proto(&self) -> proto::RuntimeConfig {
        proto::RuntimeConfig {
            cancel_actions_on_shutdown: self.cancel_actions_on_shutdown,
            raise_loop_errors_on_shutdown: self.raise_loop_errors_on_shutdown,
            shutdown_on_loop_error: self.shutdown_on_loop_error,
            terminate_on_error: self.terminate_on_error,
            terminate_on_success: self.terminate_on_success,
            max_concurrent_actions: self.max_concurrent_actions,
            default_media_type: self.default_media_type.clone(),
            allowed_media_types: self.allowed_media_types.clone(),
            start_timeout: self.start_timeout.map(duration::to_proto),
            stop_grace: self.stop_grace.map(duration::to_proto),
        }
    }

    pub(crate) fn from_proto(config: proto::RuntimeConfig) -> Self {
        Self {
            cancel_actions_on_shutdown: config.cancel_actions_on_shutdown,
            raise_loop_errors_on_shutdown: config.raise_loop_errors_on_shutdown,
            shutdown_on_loop_error: config.shutdown_on_loop_error,
            terminate_on_error: config.terminate_on_error,
            terminate_on_success: config.terminate_on_success,
            max_concurrent_actions: config.max_concurrent_actions,
            default_media_type: config.default_media_type,
            allowed_media_types: config.allowed_media_types,
            start_timeout: config.start_timeout.as_ref().map(duration::from_proto),
            stop_grace: config.stop_grace.as_ref().map(duration::from_proto),
        }
    }
}
