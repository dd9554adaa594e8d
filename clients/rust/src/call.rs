use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::arguments::Arguments;
use crate::error::Error;
use crate::exchange::answer::error_of_answer;
use crate::exchange::envelope::{Outgoing, Trace, payload_of};
use crate::exchange::messenger::Messenger;
use crate::exchange::pending::Pending;
use crate::handle::Handle;
use crate::parts::PartStream;
use crate::payload::FromPayload;
use crate::proto::{self, Envelope, MessageKind};

/// A call that is sent once it is awaited, for its result `R`, or streamed, for its parts.
#[must_use = "a call is made once it is awaited or streamed"]
pub struct Call<R> {
    pub(crate) handle: Handle,
    pub(crate) action: String,
    pub(crate) arguments: Result<Arguments, Error>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) trace: Trace,
    pub(crate) cancel: Option<CancellationToken>,
    pub(crate) result: PhantomData<fn() -> R>,
}

impl<R: FromPayload> Call<R> {
    /// Adds an argument by name.
    pub fn arg<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Self {
        self.arguments = self.arguments.and_then(|arguments| arguments.with(name, value));
        self
    }

    /// When the answer is due, from the moment that it is sent.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Trace context that goes with it.
    pub fn trace(mut self, trace: Trace) -> Self {
        self.trace = trace;
        self
    }

    /// Cancels it when the token is cancelled; it then fails with kind `Cancelled`.
    pub fn cancel_on(mut self, token: CancellationToken) -> Self {
        self.cancel = Some(token);
        self
    }

    /// Sends it now, to read its partial results `P` on the way. Dropping the stream cancels the call.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` when an argument cannot be sent; all else comes in the stream.
    pub fn stream<P: FromPayload>(self) -> Result<PartStream<P, R>, Error> {
        let (messenger, outgoing, cancel) = self.prepare()?;
        let (sender, events) = mpsc::unbounded_channel();
        let (dest, timeout) = (outgoing.dest.clone(), outgoing.timeout);
        let id = messenger.request(outgoing, Pending::Stream(sender));
        let request = Request { messenger, id, dest };
        Ok(PartStream::new(request, events, timeout, cancel))
    }

    fn prepare(self) -> Result<(Arc<Messenger>, Outgoing, Option<CancellationToken>), Error> {
        let payload = self.arguments?.encode()?;
        let outgoing = Outgoing {
            action: self.action,
            payload,
            timeout: self.timeout,
            trace: self.trace,
            ..self.handle.outgoing(MessageKind::Action)
        };
        Ok((self.handle.messenger, outgoing, self.cancel))
    }
}

impl<R: FromPayload + 'static> IntoFuture for Call<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (messenger, outgoing, cancel) = self.prepare()?;
            let mut envelope = wait_for(&messenger, outgoing, cancel).await?;
            R::from_payload(payload_of(&mut envelope))
        })
    }
}

/// A request under way; it is cancelled when this is dropped before its answer came.
pub(crate) struct Request {
    pub messenger: Arc<Messenger>,
    pub id: String,
    pub dest: proto::EntityId,
}

impl Request {
    /// Lets it go without asking the agent to cancel it: its deadline, which the agent has, too, has passed.
    pub(crate) fn expire(&self, timeout: Duration) -> Error {
        self.messenger.forget(&self.id);
        Error::of_reason("EXPIRED", format!("no answer came within {timeout:?}"))
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.messenger.abandon(&self.id, &self.dest);
    }
}

/// Sends a request and waits for its answer; the future that is dropped cancels it.
pub(crate) async fn wait_for(
    messenger: &Arc<Messenger>,
    outgoing: Outgoing,
    cancel: Option<CancellationToken>,
) -> Result<Envelope, Error> {
    let cancel = cancel.unwrap_or_default();
    if cancel.is_cancelled() {
        return Err(cancelled());
    }
    let (sender, answer) = oneshot::channel();
    let (dest, timeout) = (outgoing.dest.clone(), outgoing.timeout);
    let id = messenger.request(outgoing, Pending::Single(sender));
    let request = Request {
        messenger: messenger.clone(),
        id,
        dest,
    };
    tokio::select! {
        outcome = answer => {
            let envelope = outcome.unwrap_or_else(|_| Err(Error::closed("the client is closed")))?;
            error_of_answer(&envelope).map_or(Ok(envelope), Err)
        }
        () = sleep(timeout.unwrap_or_default()), if timeout.is_some() => Err(request.expire(timeout.unwrap_or_default())),
        () = cancel.cancelled() => Err(cancelled()),
    }
}

pub(crate) fn cancelled() -> Error {
    Error::of_reason("REQUEST_CANCELLED", "the call was cancelled by its caller")
}
