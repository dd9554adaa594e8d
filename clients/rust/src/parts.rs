use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::Stream;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::call::{Request, cancelled};
use crate::error::Error;
use crate::exchange::answer::error_of_answer;
use crate::exchange::envelope::payload_of;
use crate::exchange::pending::Event;
use crate::part_buffer::PartBuffer;
use crate::payload::{FromPayload, Payload};

/// The partial results `P` of a call, in their order, and then its result `R`. An agent that streams is never far ahead of its reader.
///
/// ```no_run
/// # async fn example(handle: lyceum::Handle) -> Result<(), lyceum::Error> {
/// let mut parts = handle.call::<u64>("count", (10,)).stream::<u64>()?;
/// while let Some(part) = parts.next().await {
///     println!("{}", part?);
/// }
/// println!("{}", parts.result().await?);
/// # Ok(())
/// # }
/// ```
pub struct PartStream<P, R> {
    request: Option<Request>,
    events: UnboundedReceiver<Event>,
    buffer: PartBuffer,
    outcome: Option<Result<Payload, Error>>,
    /// Whether the reader was told of what the stream failed with.
    told: bool,
    expiry: Option<(Duration, Pin<Box<Sleep>>)>,
    cancel: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    types: PhantomData<fn() -> (P, R)>,
}

impl<P: FromPayload, R: FromPayload> PartStream<P, R> {
    pub(crate) fn new(
        request: Request,
        events: UnboundedReceiver<Event>,
        timeout: Option<Duration>,
        cancel: Option<CancellationToken>,
    ) -> Self {
        Self {
            request: Some(request),
            events,
            buffer: PartBuffer::default(),
            outcome: None,
            told: false,
            expiry: timeout.map(|timeout| (timeout, Box::pin(sleep(timeout)))),
            cancel: cancel.map(|token| Box::pin(token.cancelled_owned())),
            types: PhantomData,
        }
    }

    /// The next part; `None` once there are no more. An error is the last thing that it tells.
    pub async fn next(&mut self) -> Option<Result<P, Error>> {
        poll_fn(|context| self.poll_part(context)).await
    }

    /// What the call returned; parts that were not read are left out.
    ///
    /// # Errors
    ///
    /// As [`Handle::call`](crate::Handle::call); kind `StreamBroken` when parts were lost on the way.
    pub async fn result(mut self) -> Result<R, Error> {
        while poll_fn(|context| self.poll_payload(context)).await.is_some() {}
        match self.outcome.take() {
            Some(outcome) => R::from_payload(outcome?),
            None => Err(Error::closed("the stream is over")),
        }
    }

    fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, Error>>> {
        if let Some(payload) = ready!(self.poll_payload(context)) {
            return Poll::Ready(Some(P::from_payload(payload)));
        }
        let error = self
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.as_ref().err().cloned());
        Poll::Ready(error.filter(|_| !std::mem::replace(&mut self.told, true)).map(Err))
    }

    fn poll_payload(&mut self, context: &mut Context<'_>) -> Poll<Option<Payload>> {
        self.take_events(context);
        match self.buffer.pop() {
            Some(payload) => Poll::Ready(Some(payload)),
            None if self.outcome.is_some() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    /// Takes all that has come, so that parts of an attempt that began again are forgotten before they are read.
    fn take_events(&mut self, context: &mut Context<'_>) {
        while self.outcome.is_none() {
            match self.events.poll_recv(context) {
                Poll::Ready(event) => self.take(event),
                Poll::Pending => break,
            }
        }
        if self.outcome.is_some() {
            return;
        }
        if self
            .cancel
            .as_mut()
            .is_some_and(|cancel| cancel.as_mut().poll(context).is_ready())
        {
            self.end(Err(cancelled()));
        } else if let Some((timeout, sleep)) = &mut self.expiry
            && sleep.as_mut().poll(context).is_ready()
            && let Some(request) = &self.request
        {
            let error = request.expire(*timeout);
            self.end(Err(error));
        }
    }

    fn take(&mut self, event: Option<Event>) {
        match event {
            Some(Event::Part(envelope)) => {
                if let Err(error) = self.buffer.add(*envelope) {
                    self.end(Err(error));
                }
            }
            Some(Event::Awaited(receipt)) => self.buffer.receipt(receipt),
            Some(Event::Answered(mut envelope)) => {
                let lost = self.buffer.end(envelope.attempt, envelope.part);
                let outcome = error_of_answer(&envelope).map_or(lost, Err);
                self.end(outcome.map(|()| payload_of(&mut envelope)));
            }
            Some(Event::Failed(error)) => self.end(Err(error)),
            None => self.end(Err(Error::closed("the client is closed"))),
        }
    }

    fn end(&mut self, outcome: Result<Payload, Error>) {
        self.outcome = Some(outcome);
        // One that was answered is forgotten already; any other is cancelled here.
        self.request = None;
    }
}

impl<P: FromPayload, R: FromPayload> Stream for PartStream<P, R> {
    type Item = Result<P, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_part(context)
    }
}
