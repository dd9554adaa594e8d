use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::duration;
use crate::proto;

/// How often and when to run again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryPolicy {
    /// Runs after the first: at most this number + 1 attempts.
    pub max_retries: u32,
    /// Wait before the first retry. Default none.
    pub initial_backoff: Option<Duration>,
    /// Longest wait. Default 60 s.
    pub max_backoff: Option<Duration>,
    /// Factor from wait to wait; 0 means 2.
    pub backoff_multiplier: f64,
    /// Failure types that are not retried.
    pub non_retryable_types: Vec<String>,
}

impl RetryPolicy {
    /// So many retries, at once.
    pub fn retries(max_retries: u32) -> Self {
        Self {
            max_retries,
            ..Self::default()
        }
    }

    pub(crate) fn to_proto(&self) -> proto::RetryPolicy {
        proto::RetryPolicy {
            max_retries: self.max_retries,
            initial_backoff: self.initial_backoff.map(duration::to_proto),
            max_backoff: self.max_backoff.map(duration::to_proto),
            backoff_multiplier: self.backoff_multiplier,
            non_retryable_types: self.non_retryable_types.clone(),
        }
    }
}

/// Levels of logs of agents' hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// All.
    Debug,
    /// Steps.
    Info,
    /// What may need a look.
    Warn,
    /// What failed.
    Error,
}

/// An executor of a manager: its own instance of a template of the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Executor {
    pub(crate) name: String,
    pub(crate) template: String,
    pub(crate) places: u32,
    pub(crate) log_level: Option<LogLevel>,
}

impl Executor {
    /// An executor with the name of its template.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// The only executor of a manager, and its default: one of a template.
    pub fn single(template: impl Into<String>) -> Self {
        Self {
            template: template.into(),
            ..Self::default()
        }
    }

    /// Template. Default the one of the executor's name.
    #[must_use]
    pub fn template(mut self, template: impl Into<String>) -> Self {
        self.template = template.into();
        self
    }

    /// Most agents at once. Default the template's limit alone.
    #[must_use]
    pub fn places(mut self, places: u32) -> Self {
        self.places = places;
        self
    }

    /// Log level of its hosts. Default the template's.
    #[must_use]
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.log_level = Some(level);
        self
    }

    pub(crate) fn to_proto(&self) -> proto::ExecutorSpec {
        let level = match self.log_level {
            None => proto::LogLevel::Unspecified,
            Some(LogLevel::Debug) => proto::LogLevel::Debug,
            Some(LogLevel::Info) => proto::LogLevel::Info,
            Some(LogLevel::Warn) => proto::LogLevel::Warn,
            Some(LogLevel::Error) => proto::LogLevel::Error,
        };
        proto::ExecutorSpec {
            name: self.name.clone(),
            template: self.template.clone(),
            places: self.places,
            log_level: level as i32,
        }
    }
}

/// What happens to a manager whose owner has vanished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrphanPolicy {
    /// It is closed.
    #[default]
    Close,
    /// It stays open and its agents go on.
    Detach,
}

/// A caution about a launch that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// For programs: `EXECUTOR_OVERLOAD`.
    pub code: String,
    /// For people.
    pub message: String,
}

pub(crate) type OnWarning = Arc<dyn Fn(&Warning) + Send + Sync>;

/// Options of a manager.
#[derive(Clone)]
pub struct ManagerOptions {
    pub(crate) executors: Vec<Executor>,
    pub(crate) default_executor: String,
    pub(crate) retry: RetryPolicy,
    pub(crate) lease: Option<Duration>,
    pub(crate) orphan_policy: OrphanPolicy,
    pub(crate) grace: Option<Duration>,
    pub(crate) manager_id: Option<String>,
    pub(crate) on_warning: OnWarning,
}

impl Default for ManagerOptions {
    fn default() -> Self {
        Self {
            executors: Vec::new(),
            default_executor: String::new(),
            retry: RetryPolicy::default(),
            lease: Some(Duration::from_secs(30)),
            orphan_policy: OrphanPolicy::Close,
            grace: None,
            manager_id: None,
            on_warning: Arc::new(|warning| eprintln!("lyceum: {}", warning.message)),
        }
    }
}

impl ManagerOptions {
    /// A new manager with the operator's template `inline`, a lease of 30 s, and no retries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an executor. None means the operator's template `inline`, which is then the default.
    #[must_use]
    pub fn executor(mut self, executor: Executor) -> Self {
        self.executors.push(executor);
        self
    }

    /// Executor of launches that name none. Default none, unless there is a single unnamed executor or none at all.
    #[must_use]
    pub fn default_executor(mut self, name: impl Into<String>) -> Self {
        self.default_executor = name.into();
        self
    }

    /// When and how often its runs are retried. Default not at all.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Time without a sign of life of this program after which its owner has vanished; `None` means never. Default 30 s.
    #[must_use]
    pub fn lease(mut self, lease: Option<Duration>) -> Self {
        self.lease = lease;
        self
    }

    /// What happens when the owner has vanished. Default it is closed.
    #[must_use]
    pub fn orphan_policy(mut self, policy: OrphanPolicy) -> Self {
        self.orphan_policy = policy;
        self
    }

    /// How long agents have to end when the manager closes, before they are killed. Default 10 s.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = Some(grace);
        self
    }

    /// Uses this manager in place of a new one; empty means the server's own. It stays open when this one is closed.
    #[must_use]
    pub fn existing(mut self, manager_id: impl Into<String>) -> Self {
        self.manager_id = Some(manager_id.into());
        self
    }

    /// Told of cautions about launches. Default they are written to standard error.
    #[must_use]
    pub fn on_warning(mut self, tell: impl Fn(&Warning) + Send + Sync + 'static) -> Self {
        self.on_warning = Arc::new(tell);
        self
    }
}

impl fmt::Debug for ManagerOptions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ManagerOptions")
            .field("executors", &self.executors)
            .field("default_executor", &self.default_executor)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
