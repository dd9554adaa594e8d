use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::connection::Carrier;
use super::envelope::Answer;
use super::held::Held;
use super::messenger::Messenger;
use super::outbox::{Entry, Taken};
use super::session_state::{Budget, Effect, SessionState};
use super::token_keeper::{EntityToken, RENEWAL_BACKOFF, RenewToken, TokenKeeper};
use crate::error::Error;
use crate::proto::{Attach, Detach, Envelope, SessionEvent, SessionUpdate, SettlementKind};

/// How an entity listens.
#[derive(Clone)]
pub(crate) struct SessionOptions {
    pub token: EntityToken,
    /// Absent means that the token cannot be renewed; the session ends with it.
    pub renew: Option<RenewToken>,
    /// Requests that may be delivered before one is begun.
    pub window: u32,
}

/// Requests that may be delivered before one is begun, where nothing else is said.
pub(crate) const WINDOW: u32 = 256;

/// An entity's hold on its mailbox: it sends, receives and settles. It outlives the streams that carry it: what the exchange has not
/// confirmed is sent again, and what it holds is not delivered twice.
pub(crate) struct Session {
    pub id: u64,
    carrier: Weak<Carrier>,
    listener: OnceLock<Weak<Messenger>>,
    state: Mutex<SessionState>,
    settled: Notify,
    renewing: OnceLock<AbortHandle>,
}

impl Session {
    pub(crate) fn new(id: u64, carrier: Weak<Carrier>, options: SessionOptions) -> Arc<Self> {
        let tokens = TokenKeeper::new(options.token, options.renew);
        Arc::new(Self {
            id,
            carrier,
            listener: OnceLock::new(),
            state: Mutex::new(SessionState::new(tokens, options.window)),
            settled: Notify::new(),
            renewing: OnceLock::new(),
        })
    }

    /// Begins: what it brings goes to the listener, and its token is kept fresh.
    pub(crate) fn start(self: &Arc<Self>, listener: Weak<Messenger>) {
        let first = self.listener.set(listener).is_ok();
        if first && self.lock().tokens.renew.is_some() {
            let task = tokio::spawn(keep_fresh(Arc::downgrade(self)));
            let _ = self.renewing.set(task.abort_handle());
        }
    }

    /// Why it is over; `None` while it goes on.
    pub(crate) fn over(&self) -> Option<Error> {
        self.lock().over.clone()
    }

    /// Its number on the present stream; 0 while it is on none.
    pub(crate) fn channel(&self) -> u32 {
        self.lock().channel
    }

    /// Sends a message; `taken` is told once whether the exchange has it.
    pub(crate) fn send(self: &Arc<Self>, envelope: Envelope, taken: impl FnOnce(Option<Error>) + Send + 'static) {
        let over = self.over();
        if over.is_some() {
            taken(over);
            return;
        }
        self.add(Entry::send(envelope, Some(Taken::Tell(Box::new(taken)))));
    }

    /// Says that a request must never come again; an answer in the same turn takes its place. Resolves once that is so for good, and
    /// fails when the delivery was answered or became void first.
    pub(crate) fn acknowledge(&self, held: &Arc<Held>) -> oneshot::Receiver<()> {
        let (kept, receiver) = oneshot::channel();
        self.lock().acknowledge(held, kept);
        self.wake();
        receiver
    }

    /// Answers a request. One that is not held any more was answered by the exchange; this answer is dropped then.
    pub(crate) fn respond(&self, held: &Arc<Held>, answer: Answer) {
        self.lock().close(held, SettlementKind::Respond, Some(answer));
        self.wake();
    }

    /// Says that nothing is owed for a delivery and that it must not come again.
    pub(crate) fn discard(&self, held: &Arc<Held>) {
        self.lock().close(held, SettlementKind::Acknowledge, None);
        self.wake();
    }

    /// Lets one more request be delivered.
    pub(crate) fn give_credit(&self) {
        if self.lock().give_credit() {
            self.wake();
        }
    }

    /// Ends once all that was sent and settled is confirmed, or the session is over.
    pub(crate) async fn settled(&self) {
        loop {
            let changed = self.settled.notified();
            if self.lock().is_settled() {
                return;
            }
            changed.await;
        }
    }

    /// Ends it from this side: what it holds is delivered again, to whoever listens next, without counting.
    pub(crate) fn detach(self: &Arc<Self>) -> Option<Detach> {
        let channel = self.channel();
        self.end(&Error::of_reason(
            "SESSION_ENDED",
            "the session was ended by its client",
        ));
        (channel != 0).then_some(Detach {
            channel,
            ..Detach::default()
        })
    }

    /// Begins on a new stream.
    pub(crate) fn attach(&self, channel: u32) -> Attach {
        self.lock().attach(channel)
    }

    /// Its stream is gone; it goes on with the next.
    pub(crate) fn cut(&self) {
        self.lock().cut();
    }

    /// Passes on whether its server can be reached.
    pub(crate) fn unreachable(&self, error: Option<Error>) {
        if let Some(listener) = self.listener() {
            listener.unreachable(error);
        }
    }

    /// Ends it because the server, or the connection, does not carry it any more.
    pub(crate) fn fail(self: &Arc<Self>, error: &Error) {
        if self.over().is_some() {
            return;
        }
        self.end(error);
        if let Some(listener) = self.listener() {
            listener.ended(error);
        }
    }

    /// Takes what waits, within the budget; `None` when nothing does.
    pub(crate) fn take(&self, budget: &mut Budget, sends_too: bool) -> Option<SessionUpdate> {
        self.lock().take(budget, sends_too)
    }

    /// Whether it has more to write.
    pub(crate) fn waits(&self, sends_too: bool) -> bool {
        self.lock().waits(sends_too)
    }

    /// Takes what the server says of it.
    pub(crate) fn receive(self: &Arc<Self>, event: SessionEvent) {
        let effects = self.lock().receive(event);
        self.run(effects);
        self.wake();
        self.settled.notify_waiters();
    }

    fn renewed(&self, token: EntityToken) {
        let mut state = self.lock();
        state.set_fresh_token(token.token.clone());
        state.tokens.replace(token);
        drop(state);
        self.wake();
    }

    fn add(&self, entry: Entry) {
        let mut state = self.lock();
        if state.over.is_none() {
            state.outbox.add(entry);
        }
        drop(state);
        self.wake();
    }

    fn end(self: &Arc<Self>, error: &Error) {
        let effects = self.lock().end(error);
        if let Some(carrier) = self.carrier.upgrade() {
            carrier.forget(self.id);
        }
        if let Some(renewing) = self.renewing.get() {
            renewing.abort();
        }
        self.run(effects);
        self.settled.notify_waiters();
    }

    fn run(self: &Arc<Self>, effects: Vec<Effect>) {
        let listener = self.listener();
        for effect in effects {
            match (effect, &listener) {
                (Effect::Tell(tell, error), _) => tell(error),
                (Effect::Kept(kept), _) => drop(kept.send(())),
                (Effect::Delivered(held), Some(listener)) => listener.delivered(held),
                (Effect::Part(envelope), Some(listener)) => listener.part(*envelope),
                (Effect::Revoked(held), Some(listener)) => listener.revoked(&held),
                (Effect::Delivered(_) | Effect::Part(_) | Effect::Revoked(_), None) => {}
                (Effect::Granted, _) => self.with_carrier(Carrier::granted),
                (Effect::Retry(entry, delay), _) => self.later(delay, move |session| session.add(*entry)),
                (Effect::Reattach(delay), _) => self.reattach(delay),
                (Effect::Renew, _) => self.renew_and_reattach(),
                (Effect::Fail(error), _) => self.fail(&error),
            }
        }
    }

    fn reattach(self: &Arc<Self>, delay: Duration) {
        if delay.is_zero() {
            self.with_carrier(|carrier| carrier.attach(self));
        } else {
            self.later(delay, |session| session.with_carrier(|carrier| carrier.attach(session)));
        }
    }

    fn renew_and_reattach(self: &Arc<Self>) {
        let Some(renew) = self.lock().tokens.renew.clone() else {
            return;
        };
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            let renewed = renew().await;
            let Some(session) = weak.upgrade() else {
                return;
            };
            match renewed {
                Ok(token) => {
                    session.renewed(token);
                    session.reattach(Duration::ZERO);
                }
                Err(error) => session.fail(&error),
            }
        });
    }

    fn later(self: &Arc<Self>, delay: Duration, then: impl FnOnce(&Arc<Self>) + Send + 'static) {
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(delay).await;
            if let Some(session) = weak.upgrade() {
                then(&session);
            }
        });
    }

    fn wake(&self) {
        self.with_carrier(|carrier| carrier.wake(self.id));
    }

    fn with_carrier(&self, call: impl FnOnce(&Carrier)) {
        if let Some(carrier) = self.carrier.upgrade() {
            call(&carrier);
        }
    }

    fn listener(&self) -> Option<Arc<Messenger>> {
        self.listener.get().and_then(Weak::upgrade)
    }

    fn lock(&self) -> MutexGuard<'_, SessionState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(renewing) = self.renewing.get() {
            renewing.abort();
        }
    }
}

/// Gets a new token well before the old one ends, and tries again when that fails. The old token serves until it ends; the session itself
/// says when it did.
async fn keep_fresh(session: Weak<Session>) {
    let next = |session: &Weak<Session>| {
        let session = session.upgrade()?;
        let state = session.lock();
        state.tokens.renewal_delay().zip(state.tokens.renew.clone())
    };
    while let Some((delay, renew)) = next(&session) {
        sleep(delay).await;
        for failures in 0.. {
            match renew().await {
                Ok(token) => {
                    if let Some(session) = session.upgrade() {
                        session.renewed(token);
                    }
                    break;
                }
                Err(_) => sleep(RENEWAL_BACKOFF.delay(failures)).await,
            }
        }
    }
}
