use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::agent::runtime::Runtime;
use crate::entity::EntityId;
use crate::exchange::envelope::Trace;
use crate::exchange::held::Held;
use crate::exchange::messenger::Messenger;
use crate::handle::Handle;

/// What an agent's code can learn about why it runs, and its way to other agents. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    inner: Arc<Inner>,
}

struct Inner {
    surroundings: Arc<Surroundings>,
    held: Option<Arc<Held>>,
    deadline: Option<Instant>,
    cancel: CancellationToken,
    exempt: Arc<AtomicBool>,
}

/// What all code of an agent has in common.
pub(crate) struct Surroundings {
    pub messenger: Arc<Messenger>,
    pub runtime: Weak<Runtime>,
    pub run_attempt: u32,
    pub draining: CancellationToken,
}

impl Context {
    /// Of code that is no action.
    pub(crate) fn of_agent(surroundings: Arc<Surroundings>) -> Self {
        let cancel = surroundings.draining.clone();
        Self {
            inner: Arc::new(Inner {
                surroundings,
                held: None,
                deadline: None,
                cancel,
                exempt: Arc::default(),
            }),
        }
    }

    /// Of an action.
    pub(crate) fn of_action(
        surroundings: Arc<Surroundings>,
        held: Arc<Held>,
        deadline: Option<Instant>,
        cancel: CancellationToken,
        exempt: Arc<AtomicBool>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                surroundings,
                held: Some(held),
                deadline,
                cancel,
                exempt,
            }),
        }
    }

    /// The agent itself.
    pub fn agent(&self) -> &EntityId {
        &self.inner.surroundings.messenger.entity
    }

    /// Attempt of its run, from 1; 0 where no manager runs it.
    pub fn run_attempt(&self) -> u32 {
        self.inner.surroundings.run_attempt
    }

    /// Who asked; `None` outside of actions.
    pub fn caller(&self) -> Option<EntityId> {
        self.inner
            .held
            .as_ref()
            .and_then(|held| held.envelope.src.clone())
            .map(EntityId::from_proto)
    }

    /// Name of the action; empty outside of actions.
    pub fn action(&self) -> &str {
        self.inner
            .held
            .as_ref()
            .map_or("", |held| held.envelope.action.as_str())
    }

    /// Which delivery of the request this is, from 1; 0 outside of actions.
    pub fn attempt(&self) -> u32 {
        self.inner.held.as_ref().map_or(0, |held| held.attempt)
    }

    /// When the answer is due; `None` when it never is.
    pub fn deadline(&self) -> Option<Instant> {
        self.inner.deadline
    }

    /// Time left until the answer is due; `None` when it never is.
    pub fn time_left(&self) -> Option<Duration> {
        self.inner
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Trace context of the request; `None` when it has none.
    pub fn trace(&self) -> Option<Trace> {
        let envelope = &self.inner.held.as_ref()?.envelope;
        let trace = Trace {
            parent: envelope.traceparent.clone(),
            state: envelope.tracestate.clone(),
        };
        (!trace.parent.is_empty()).then_some(trace)
    }

    /// Cancelled when the work is not wanted any more: an action is cancelled or late (its future is then dropped; this is for what it
    /// started elsewhere), or, outside of actions, the agent is to end.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.inner.cancel
    }

    /// Cancelled when the agent is to end: finish soon, or hand over.
    pub fn draining(&self) -> &CancellationToken {
        &self.inner.surroundings.draining
    }

    /// A handle of another agent. It calls in this agent's name, and with the trace context of this request.
    pub fn handle(&self, agent: impl Into<EntityId>) -> Handle {
        let handle = Handle::new(self.inner.surroundings.messenger.clone(), agent.into(), None);
        match self.trace() {
            Some(trace) => handle.with_trace(trace),
            None => handle,
        }
    }

    /// Asks the agent to end. The action that asks may still finish. Whether the mailbox is then terminated: `None` means as the run's
    /// configuration says.
    pub fn shutdown(&self, terminate: Option<bool>) {
        self.inner.exempt.store(true, Ordering::Release);
        if let Some(runtime) = self.inner.surroundings.runtime.upgrade() {
            runtime.stop(terminate);
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Context({}, {:?})", self.agent(), self.action())
    }
}
