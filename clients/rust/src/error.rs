use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use tonic::Code;

use crate::entity::EntityId;
use crate::error_kind::{ErrorKind, kind_of};
use crate::failure::Failure;
use crate::manager::run::Run;

/// A field of a request that is missing or malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path of the field.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

/// What every call of this crate fails with: tell one from another by [`kind`](Error::kind) or [`reason`](Error::reason). It is cheap to clone.
#[derive(Clone)]
pub struct Error {
    inner: Arc<Inner>,
}

struct Inner {
    kind: ErrorKind,
    reason: String,
    code: Code,
    message: String,
    facts: BTreeMap<String, String>,
    retry_delay: Option<Duration>,
    violations: Vec<FieldViolation>,
    failure: Option<Failure>,
    run: Option<Run>,
    pending: Vec<EntityId>,
    done: Vec<Run>,
    several: Vec<Error>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The cause of a failure inside an agent, as a source of an [`Error`].
#[derive(Debug, thiserror::Error)]
#[error("{failure}")]
pub struct RemoteCause {
    /// What it was.
    pub failure: Failure,
    #[source]
    source: Option<Box<RemoteCause>>,
}

impl RemoteCause {
    fn new(failure: Failure) -> Self {
        let source = failure.cause.clone().map(|cause| Box::new(Self::new(*cause)));
        Self { failure, source }
    }
}

/// What an error is made of.
#[derive(Default)]
pub(crate) struct Details {
    pub reason: String,
    /// Absent means the one that the reason has.
    pub code: Option<Code>,
    pub facts: BTreeMap<String, String>,
    pub retry_delay: Option<Duration>,
    pub violations: Vec<FieldViolation>,
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Makes the error of a reason or, where none was stated, of a status; an unknown reason is kept as it is.
    pub(crate) fn new(message: impl Into<String>, details: Details) -> Self {
        let (kind, code) = kind_of(&details.reason, details.code);
        Self::of_kind(kind, code, message, details)
    }

    pub(crate) fn of_kind(kind: ErrorKind, code: Code, message: impl Into<String>, details: Details) -> Self {
        let inner = Inner {
            kind,
            reason: details.reason,
            code,
            message: message.into(),
            facts: details.facts,
            retry_delay: details.retry_delay,
            violations: details.violations,
            failure: None,
            run: None,
            pending: Vec::new(),
            done: Vec::new(),
            several: Vec::new(),
            source: details.source,
        };
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn of_reason(reason: &str, message: impl Into<String>) -> Self {
        Self::new(
            message,
            Details {
                reason: reason.to_owned(),
                ..Details::default()
            },
        )
    }

    pub(crate) fn of_code(code: Code, message: impl Into<String>) -> Self {
        Self::new(
            message,
            Details {
                code: Some(code),
                ..Details::default()
            },
        )
    }

    /// The client, handle or session is over.
    pub(crate) fn closed(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Closed, Code::Cancelled, message, Details::default())
    }

    /// What went wrong inside an agent.
    pub(crate) fn agent(failure: Failure) -> Self {
        let source = failure.cause.clone().map(|cause| RemoteCause::new(*cause).into());
        let details = Details {
            source,
            ..Details::default()
        };
        let mut error = Self::of_kind(ErrorKind::Agent, Code::Unknown, failure.message.clone(), details);
        error.edit(|inner| inner.failure = Some(failure));
        error
    }

    /// What a run failed with.
    pub(crate) fn run(run: Run) -> Self {
        let told = run.failure.clone();
        let failure = told.unwrap_or_else(|| Failure::new("RunFailed", format!("the run ended {:?}", run.outcome)));
        let mut error = Self::agent(failure);
        error.edit(|inner| {
            inner.kind = ErrorKind::Run;
            inner.run = Some(run);
        });
        error
    }

    /// A wait whose time ran out before its condition was met.
    pub(crate) fn wait_timeout(after: Duration, done: Vec<Run>, pending: Vec<EntityId>) -> Self {
        let names: Vec<_> = pending.iter().take(10).map(ToString::to_string).collect();
        let more = if pending.len() > 10 {
            format!(" and {} more", pending.len() - 10)
        } else {
            String::new()
        };
        let all = done.len() + pending.len();
        let message = format!(
            "after {after:?} {} of {all} agents have not ended: {}{more}",
            pending.len(),
            names.join(", ")
        );
        let mut error = Self::of_kind(
            ErrorKind::WaitTimeout,
            Code::DeadlineExceeded,
            message,
            Details::default(),
        );
        error.edit(|inner| {
            inner.done = done;
            inner.pending = pending;
        });
        error
    }

    /// One error for several: one stays itself, none is nothing.
    pub(crate) fn join(errors: Vec<Error>, message: &str) -> Result<(), Error> {
        if errors.len() < 2 {
            return errors.into_iter().next().map_or(Ok(()), Err);
        }
        let texts: Vec<_> = errors.iter().take(10).map(ToString::to_string).collect();
        let message = format!("{message}: {} errors: {}", errors.len(), texts.join("; "));
        let mut error = Self::of_kind(ErrorKind::Several, Code::Unknown, message, Details::default());
        error.edit(|inner| inner.several = errors);
        Err(error)
    }

    fn edit(&mut self, change: impl FnOnce(&mut Inner)) {
        // An error is changed only while it is made, before anybody shares it.
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            change(inner);
        }
    }

    /// What sort of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Why, from the API's closed list of reasons; empty means that nobody stated one.
    pub fn reason(&self) -> &str {
        &self.inner.reason
    }

    /// Status of the call.
    pub fn code(&self) -> Code {
        self.inner.code
    }

    /// What failed and what to do, for people.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Facts for programs: uid, size, limit.
    pub fn facts(&self) -> &BTreeMap<String, String> {
        &self.inner.facts
    }

    /// When trying again may help; `None` means that it does not.
    pub fn retry_delay(&self) -> Option<Duration> {
        self.inner.retry_delay
    }

    /// What is wrong with the request, field by field.
    pub fn violations(&self) -> &[FieldViolation] {
        &self.inner.violations
    }

    /// What went wrong inside the agent, for errors of kind [`ErrorKind::Agent`] and [`ErrorKind::Run`].
    pub fn failure(&self) -> Option<&Failure> {
        self.inner.failure.as_ref()
    }

    /// The run that failed, for errors of kind [`ErrorKind::Run`].
    pub fn failed_run(&self) -> Option<&Run> {
        self.inner.run.as_ref()
    }

    /// Agents whose runs have not ended, for errors of kind [`ErrorKind::WaitTimeout`].
    pub fn pending(&self) -> &[EntityId] {
        &self.inner.pending
    }

    /// Runs that have ended, for errors of kind [`ErrorKind::WaitTimeout`].
    pub fn done(&self) -> &[Run] {
        &self.inner.done
    }

    /// The errors of an error of kind [`ErrorKind::Several`].
    pub fn errors(&self) -> &[Error] {
        &self.inner.several
    }

    /// Whether the same call may do better later: the server cannot be reached, or says when to come back.
    pub(crate) fn may_do_better(&self) -> bool {
        self.code() == Code::Unavailable || self.retry_delay().is_some()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failure() {
            Some(failure) => write!(out, "{failure}"),
            None => write!(out, "{}", self.inner.message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = out.debug_struct("Error");
        debug
            .field("kind", &self.kind())
            .field("code", &self.code())
            .field("message", &self.message());
        if !self.reason().is_empty() {
            debug.field("reason", &self.reason());
        }
        if !self.violations().is_empty() {
            debug.field("violations", &self.violations());
        }
        if let Some(failure) = self.failure() {
            debug.field("failure", failure);
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
