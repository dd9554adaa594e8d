use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::envelope::Answer;
use super::held::Held;
use super::session::Session;
use crate::error::Error;
use crate::proto::Envelope;

/// What comes of a streamed request, in order; exactly one of `Answered` and `Failed` comes last.
pub(crate) enum Event {
    /// A part of its result.
    Part(Box<Envelope>),
    /// The agent wants to know when the parts so far are read.
    Awaited(Receipt),
    Answered(Box<Envelope>),
    Failed(Error),
}

/// Tells an agent that the parts so far were read, at the latest when it is dropped.
pub(crate) struct Receipt {
    session: Arc<Session>,
    held: Arc<Held>,
}

impl Receipt {
    pub(crate) fn new(session: Arc<Session>, held: Arc<Held>) -> Self {
        Self { session, held }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        self.session.respond(&self.held, Answer::ok());
    }
}

/// Who waits for the answer of a request.
pub(crate) enum Pending {
    /// Its answer alone.
    Single(oneshot::Sender<Result<Envelope, Error>>),
    /// Its parts, too.
    Stream(mpsc::UnboundedSender<Event>),
    /// That anything comes.
    Any(Box<dyn FnOnce() + Send>),
    /// Nobody.
    Nobody,
}

impl Pending {
    pub(crate) fn end(self, outcome: Result<Envelope, Error>) {
        // A receiver that is gone has given the request up.
        match self {
            Self::Single(sender) => drop(sender.send(outcome)),
            Self::Stream(sender) => {
                let event = match outcome {
                    Ok(envelope) => Event::Answered(Box::new(envelope)),
                    Err(error) => Event::Failed(error),
                };
                drop(sender.send(event));
            }
            Self::Any(tell) => tell(),
            Self::Nobody => {}
        }
    }
}
