use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::sleep;

use crate::error::{Code, Error};
use crate::exchange::envelope::{Outgoing, PARTS_LABEL};
use crate::exchange::held::Held;
use crate::exchange::messenger::Messenger;
use crate::exchange::pending::Pending;
use crate::payload::Payload;
use crate::proto::{self, Envelope, MessageKind};

/// Parts that may be on their way to the exchange.
const MAX_UNCONFIRMED: usize = 32;
/// After so many parts the reader is asked whether it has read them; twice as many may be unread.
const ASK_EVERY: u32 = 32;

/// Sends the parts of a streamed result, in order and no faster than they are read. The exchange refuses a part whose reader is behind;
/// that part and those after it are then sent again. The reader's program is asked now and then whether it has read what it got.
pub(crate) struct PartSender {
    messenger: Arc<Messenger>,
    held: Arc<Held>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    unconfirmed: VecDeque<Envelope>,
    count: u32,
    read: u32,
    /// Counts resends, so that refusals of what was sent before are known.
    round: u32,
    error: Option<Error>,
}

impl PartSender {
    pub(crate) fn new(messenger: Arc<Messenger>, held: Arc<Held>) -> Arc<Self> {
        Arc::new(Self {
            messenger,
            held,
            state: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// How many parts there were.
    pub(crate) fn count(&self) -> u32 {
        self.lock().count
    }

    /// Sends a part; ends when there is room for the next.
    pub(crate) async fn send(self: &Arc<Self>, payload: Payload) -> Result<(), Error> {
        let request = &self.held.envelope;
        let Some(dest) = request.src.clone() else {
            return Err(Error::of_code(Code::Internal, "the request does not say who sent it"));
        };
        let (part, round) = self.add(request.id.clone(), dest.clone(), payload);
        let count = part.part + 1;
        self.write(part, round);
        if count.is_multiple_of(ASK_EVERY) {
            self.ask(dest);
        }
        self.until(|state| state.unconfirmed.len() < MAX_UNCONFIRMED && state.count - state.read < 2 * ASK_EVERY)
            .await
    }

    /// Ends once the exchange has all parts, so that the answer comes after them.
    pub(crate) async fn flush(&self) -> Result<(), Error> {
        self.until(|state| state.unconfirmed.is_empty()).await
    }

    fn add(&self, id: String, dest: proto::EntityId, payload: Payload) -> (Envelope, u32) {
        let mut state = self.lock();
        let part = Outgoing {
            kind: MessageKind::Part,
            dest,
            payload,
            part: state.count,
            ..Outgoing::default()
        };
        let part = part.into_envelope(id);
        state.count += 1;
        state.unconfirmed.push_back(part.clone());
        (part, state.round)
    }

    fn write(self: &Arc<Self>, part: Envelope, round: u32) {
        let weak = Arc::downgrade(self);
        let index = part.part;
        self.messenger.session.send(part, move |error| {
            let Some(sender) = weak.upgrade() else {
                return;
            };
            match error {
                None => sender.confirmed(index),
                Some(error) => sender.refused(round, error),
            }
        });
    }

    fn confirmed(&self, index: u32) {
        let mut state = self.lock();
        while state.unconfirmed.front().is_some_and(|part| part.part <= index) {
            state.unconfirmed.pop_front();
        }
        drop(state);
        self.changed.notify_waiters();
    }

    fn refused(self: &Arc<Self>, round: u32, error: Error) {
        let mut state = self.lock();
        if round != state.round {
            return;
        }
        state.round += 1;
        let Some(delay) = error.retry_delay() else {
            state.error = Some(error);
            drop(state);
            self.changed.notify_waiters();
            return;
        };
        drop(state);
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(delay).await;
            if let Some(sender) = weak.upgrade() {
                sender.write_again();
            }
        });
    }

    fn write_again(self: &Arc<Self>) {
        let state = self.lock();
        let (again, round): (Vec<_>, _) = (state.unconfirmed.iter().cloned().collect(), state.round);
        drop(state);
        for part in again {
            self.write(part, round);
        }
    }

    fn ask(self: &Arc<Self>, dest: proto::EntityId) {
        let weak = Arc::downgrade(self);
        // Whatever comes back, and be it that the reader does not answer such questions, says that it keeps up or is gone.
        let read = move || {
            if let Some(sender) = weak.upgrade() {
                sender.lock().read += ASK_EVERY;
                sender.changed.notify_waiters();
            }
        };
        let question = Outgoing {
            kind: MessageKind::Ping,
            dest,
            label: PARTS_LABEL.to_owned(),
            target_id: self.held.envelope.id.clone(),
            ..Outgoing::default()
        };
        self.messenger.request(question, Pending::Any(Box::new(read)));
    }

    async fn until(&self, met: impl Fn(&State) -> bool) -> Result<(), Error> {
        loop {
            let changed = self.changed.notified();
            if let Some(outcome) = self.outcome(&met) {
                return outcome;
            }
            changed.await;
        }
    }

    fn outcome(&self, met: impl Fn(&State) -> bool) -> Option<Result<(), Error>> {
        let state = self.lock();
        match &state.error {
            Some(error) => Some(Err(error.clone())),
            None => met(&state).then_some(Ok(())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
