use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::agent::action::Action;
use crate::agent::context::Context;
use crate::agent::from_arguments::FromArguments;
use crate::failure::Failure;
use crate::payload::IntoPayload;

/// Code of an agent that is no action: a loop, its startup, its shutdown.
pub(crate) type Code = Arc<dyn Fn(Context) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send + Sync>;

/// What an agent is: its types, its actions, its loops. Its state is what its closures share.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicI64, Ordering};
/// use lyceum::{Agent, Context};
///
/// let count = Arc::new(AtomicI64::new(0));
/// let agent = Agent::new("Counter").action("increment", move |_: Context, (by,): (i64,)| {
///     let count = count.clone();
///     async move { Ok(count.fetch_add(by, Ordering::SeqCst) + by) }
/// });
/// ```
#[derive(Clone)]
pub struct Agent {
    pub(crate) lineage: Vec<String>,
    pub(crate) doc: String,
    pub(crate) actions: BTreeMap<String, Action>,
    pub(crate) loops: BTreeMap<String, Code>,
    pub(crate) startup: Option<Code>,
    pub(crate) shutdown: Option<Code>,
}

impl Agent {
    /// An agent of a type.
    pub fn new(type_name: impl Into<String>) -> Self {
        Self {
            lineage: vec![type_name.into()],
            doc: String::new(),
            actions: BTreeMap::new(),
            loops: BTreeMap::new(),
            startup: None,
            shutdown: None,
        }
    }

    /// A type that its own is derived from, after those before.
    #[must_use]
    pub fn derived_from(mut self, type_name: impl Into<String>) -> Self {
        self.lineage.push(type_name.into());
        self
    }

    /// What it is, for people.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    /// Adds an action, as [`Action::new`] makes it.
    #[must_use]
    pub fn action<A, R, F, O>(self, name: impl Into<String>, code: F) -> Self
    where
        A: FromArguments + Send + 'static,
        R: IntoPayload,
        F: Fn(Context, A) -> O + Send + Sync + 'static,
        O: Future<Output = Result<R, Failure>> + Send + 'static,
    {
        self.with(Action::new(name, code))
    }

    /// Adds an action, in place of one of the same name.
    #[must_use]
    pub fn with(mut self, action: Action) -> Self {
        self.actions.insert(action.name.clone(), action);
        self
    }

    /// Adds a loop: it begins once the agent has started, and should end soon after its context is cancelled. Its error shuts the agent
    /// down and fails the run, unless the run's configuration says otherwise.
    #[must_use]
    pub fn background<F, O>(mut self, name: impl Into<String>, code: F) -> Self
    where
        F: Fn(Context) -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.loops.insert(name.into(), erase(code));
        self
    }

    /// Runs before the agent serves; callers wait until it has ended. Its error fails the attempt.
    #[must_use]
    pub fn on_startup<F, O>(mut self, code: F) -> Self
    where
        F: Fn(Context) -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.startup = Some(erase(code));
        self
    }

    /// Runs when the agent ends, while its actions still go on. Its error fails the run.
    #[must_use]
    pub fn on_shutdown<F, O>(mut self, code: F) -> Self
    where
        F: Fn(Context) -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.shutdown = Some(erase(code));
        self
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actions: Vec<_> = self.actions.keys().collect();
        out.debug_struct("Agent")
            .field("lineage", &self.lineage)
            .field("actions", &actions)
            .finish_non_exhaustive()
    }
}

fn erase<F, O>(code: F) -> Code
where
    F: Fn(Context) -> O + Send + Sync + 'static,
    O: Future<Output = Result<(), Failure>> + Send + 'static,
{
    Arc::new(move |context| Box::pin(code(context)))
}
