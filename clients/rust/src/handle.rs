use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::arguments::IntoArguments;
use crate::call::{Call, wait_for};
use crate::description::{DESCRIBE_ACTION, Description};
use crate::entity::EntityId;
use crate::error::Error;
use crate::exchange::envelope::{Outgoing, Trace};
use crate::exchange::messenger::Messenger;
use crate::mailbox::{self, MailboxStats};
use crate::payload::FromPayload;
use crate::proto::MessageKind;

/// A reference to an agent: call it, ping it, ask it to end. Cheap to clone. It works as long as the client or agent that it came from is
/// not closed.
///
/// ```no_run
/// # async fn example(handle: lyceum::Handle) -> Result<(), lyceum::Error> {
/// let count: i64 = handle.call("increment", (2,)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Handle {
    pub(crate) messenger: Arc<Messenger>,
    agent: EntityId,
    pub(crate) timeout: Option<Duration>,
    pub(crate) trace: Trace,
}

impl Handle {
    pub(crate) fn new(messenger: Arc<Messenger>, agent: EntityId, timeout: Option<Duration>) -> Self {
        Self {
            messenger,
            agent,
            timeout,
            trace: Trace::default(),
        }
    }

    /// The agent.
    pub fn id(&self) -> &EntityId {
        &self.agent
    }

    /// The same handle with a deadline for each of its requests, in place of the client's.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The same handle with a trace context for each of its requests.
    #[must_use]
    pub fn with_trace(mut self, trace: Trace) -> Self {
        self.trace = trace;
        self
    }

    /// Calls an action, once it is awaited (or [streamed](Call::stream)). Dropping it before its end cancels the call.
    ///
    /// # Errors
    ///
    /// Awaiting it: kind `Agent` with what the agent failed with; `ActionNotFound`, `InvalidArguments`, `Expired`, `Cancelled`, `HostLost`,
    /// `MailboxTerminated`, `MailboxNotFound`, `MessageTooLarge`, `Overloaded`, `Unavailable`; `Serialization` before anything is sent.
    pub fn call<R: FromPayload>(&self, action: impl Into<String>, arguments: impl IntoArguments) -> Call<R> {
        Call {
            handle: self.clone(),
            action: action.into(),
            arguments: arguments.into_arguments(),
            timeout: self.timeout,
            trace: self.trace.clone(),
            cancel: None,
            result: PhantomData,
        }
    }

    /// Sends an action's arguments one way: nobody answers. Ends once the exchange has them.
    ///
    /// # Errors
    ///
    /// What the exchange refuses it with; kind `Serialization` before anything is sent.
    pub async fn notify(&self, action: impl Into<String>, arguments: impl IntoArguments) -> Result<(), Error> {
        let payload = arguments.into_arguments()?.encode()?;
        let event = Outgoing {
            action: action.into(),
            payload,
            ..self.outgoing(MessageKind::Event)
        };
        self.messenger.post(event).await
    }

    /// Waits for a sign of life; an agent that starts gives it once it has started. Tells the time to the agent and back.
    ///
    /// # Errors
    ///
    /// Kinds `Expired`, `MailboxNotFound`, `MailboxTerminated`, `Unavailable`.
    pub async fn ping(&self) -> Result<Duration, Error> {
        let begun = Instant::now();
        let ping = Outgoing {
            timeout: self.timeout,
            ..self.outgoing(MessageKind::Ping)
        };
        wait_for(&self.messenger, ping, None).await?;
        Ok(begun.elapsed())
    }

    /// Asks the agent to end; ends once the exchange has the request. Whether its mailbox is then terminated: `None` means as its
    /// configuration says.
    ///
    /// # Errors
    ///
    /// Kind `MailboxTerminated` when its mailbox has ended; `NotPermitted`.
    pub async fn shutdown(&self, terminate: Option<bool>) -> Result<(), Error> {
        self.messenger
            .post(Outgoing {
                terminate,
                ..self.outgoing(MessageKind::Shutdown)
            })
            .await
    }

    /// Asks the agent what it can do.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn describe(&self) -> Result<Description, Error> {
        self.call(DESCRIBE_ACTION, ()).await
    }

    /// Counts of its mailbox, as the exchange keeps them; the agent is not asked.
    ///
    /// # Errors
    ///
    /// Kinds `Unauthenticated`, `Unavailable`.
    pub async fn stats(&self) -> Result<MailboxStats, Error> {
        Ok(mailbox::fetch(&self.messenger.transport, &self.agent).await?.stats)
    }

    pub(crate) fn outgoing(&self, kind: MessageKind) -> Outgoing {
        Outgoing {
            kind,
            dest: self.agent.to_proto(),
            trace: self.trace.clone(),
            ..Outgoing::default()
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Handle({})", self.agent)
    }
}

/// A handle travels as the agent's id.
impl serde::Serialize for Handle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.agent.serialize(serializer)
    }
}

impl From<&Handle> for EntityId {
    fn from(handle: &Handle) -> Self {
        handle.agent.clone()
    }
}
