use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::credits::Credits;
use super::envelope::{Answer, settlement};
use super::held::Held;
use super::holdings::Holdings;
use super::outbox::{Done, Entry, Outbox, Taken};
use super::token_keeper::TokenKeeper;
use crate::error::{Code, Error};
use crate::proto::{
    Attach, Delivery, Envelope, FailedItem, SessionEvent, SessionGrant, SessionRef, SessionUpdate, SettlementKind,
};
use crate::status::error_of_item;

/// What is to be done about a change of a session, once its lock is let go.
pub(crate) enum Effect {
    Tell(Box<dyn FnOnce(Option<Error>) + Send>, Option<Error>),
    Kept(oneshot::Sender<()>),
    Delivered(Arc<Held>),
    Part(Box<Envelope>),
    Revoked(Arc<Held>),
    Granted,
    /// Settle again after a while.
    Retry(Box<Entry>, Duration),
    /// Attach again after a while.
    Reattach(Duration),
    /// Attach again with a fresh token.
    Renew,
    Fail(Error),
}

/// What a frame may still take.
pub(crate) struct Budget {
    pub items: usize,
    pub bytes: usize,
    /// Whether it has no items yet.
    pub empty: bool,
}

/// What a session knows. It changes by single steps and tells what is to be done about them.
pub(crate) struct SessionState {
    pub tokens: TokenKeeper,
    pub outbox: Outbox,
    pub channel: u32,
    pub over: Option<Error>,
    credits: Credits,
    holdings: Holdings,
    /// Acknowledgements that an answer in the same frame makes needless, with who waits for them.
    due: BTreeMap<u64, (Arc<Held>, oneshot::Sender<()>)>,
    resume: Option<(String, String)>,
    granted: bool,
    fresh_token: String,
    read_through: u64,
}

impl SessionState {
    pub(crate) fn new(tokens: TokenKeeper, window: u32) -> Self {
        Self {
            tokens,
            outbox: Outbox::default(),
            channel: 0,
            over: None,
            credits: Credits::new(window),
            holdings: Holdings::default(),
            due: BTreeMap::new(),
            resume: None,
            granted: false,
            fresh_token: String::new(),
            read_through: 0,
        }
    }

    /// Whether a delivery is still to be settled here.
    pub(crate) fn holds(&self, held: &Arc<Held>) -> bool {
        self.over.is_none() && !held.is_closed() && self.holdings.has(held)
    }

    /// Says that a request must never come again; an answer in the same turn takes its place.
    pub(crate) fn acknowledge(&mut self, held: &Arc<Held>, kept: oneshot::Sender<()>) {
        if self.holds(held) {
            self.due.insert(held.sequence, (held.clone(), kept));
        }
    }

    /// Settles a delivery for good; what is not held any more was answered by the exchange, and this is dropped.
    pub(crate) fn close(&mut self, held: &Arc<Held>, kind: SettlementKind, answer: Option<Answer>) {
        if self.holds(held) && held.close() {
            self.due.remove(&held.sequence);
            self.outbox
                .add(Entry::settle(held, settlement(held.sequence, kind, answer), None));
        }
    }

    /// Lets one more request be delivered; true when the server is to be told now.
    pub(crate) fn give_credit(&mut self) -> bool {
        self.credits.give()
    }

    pub(crate) fn set_fresh_token(&mut self, token: String) {
        self.fresh_token = token;
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.over.is_some() || (self.due.is_empty() && self.outbox.is_empty())
    }

    /// Begins on a new stream.
    pub(crate) fn attach(&mut self, channel: u32) -> Attach {
        self.channel = channel;
        self.fresh_token.clear();
        let resume = self.resume.clone().map(|(session_id, resume_token)| SessionRef {
            session_id,
            resume_token,
            held: self.holdings.sequences(),
        });
        Attach {
            channel,
            token: self.tokens.token(),
            resume,
            credits: self.credits.anew(),
            protocols: Vec::new(),
        }
    }

    /// Its stream is gone; it goes on with the next.
    pub(crate) fn cut(&mut self) {
        if self.granted {
            self.outbox.rewind();
        }
        self.channel = 0;
        self.granted = false;
    }

    /// Ends it; tells those that wait for what was sent.
    pub(crate) fn end(&mut self, error: &Error) -> Vec<Effect> {
        if self.over.is_some() {
            return Vec::new();
        }
        self.over = Some(error.clone());
        self.channel = 0;
        self.granted = false;
        self.due.clear();
        let abandoned = self.outbox.abandon().into_iter();
        abandoned
            .filter_map(|entry| tell(entry.taken, Some(error.clone())))
            .collect()
    }

    /// Takes what waits, within the budget; `None` when nothing does.
    pub(crate) fn take(&mut self, budget: &mut Budget, sends_too: bool) -> Option<SessionUpdate> {
        if !self.granted {
            return None;
        }
        for (held, kept) in std::mem::take(&mut self.due).into_values() {
            let acknowledgement = settlement(held.sequence, SettlementKind::Acknowledge, None);
            self.outbox.add(Entry::settle(
                &held,
                acknowledgement,
                Some(Taken::Kept(held.clone(), kept)),
            ));
        }
        let mut items = Vec::new();
        while budget.items > 0 {
            // An item that is larger than a frame should be has one to itself.
            let max_bytes = if budget.empty { usize::MAX } else { budget.bytes };
            let Some((item, bytes)) = self.outbox.next(sends_too, max_bytes) else {
                break;
            };
            items.push(item);
            budget.items -= 1;
            budget.bytes = budget.bytes.saturating_sub(bytes);
            budget.empty = false;
        }
        let update = SessionUpdate {
            channel: self.channel,
            items,
            credits: self.credits.returned(),
            results_read_through: std::mem::take(&mut self.read_through),
            token: std::mem::take(&mut self.fresh_token),
            ..SessionUpdate::default()
        };
        let nothing = update.items.is_empty()
            && update.credits == 0
            && update.token.is_empty()
            && update.results_read_through == 0;
        (!nothing).then_some(update)
    }

    /// Whether it has more to write.
    pub(crate) fn waits(&self, sends_too: bool) -> bool {
        self.granted && (!self.due.is_empty() || self.outbox.waits(sends_too))
    }

    /// Takes what the server says of it.
    pub(crate) fn receive(&mut self, event: SessionEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.over.is_some() {
            return effects;
        }
        let mut failed = event.failed;
        if let Some(grant) = event.grant {
            self.grant(grant, std::mem::take(&mut failed), &mut effects);
        }
        if event.taken_through > 0 {
            self.confirm(event.taken_through, failed, &mut effects);
        }
        for delivery in event.deliveries {
            self.deliver(delivery, &mut effects);
        }
        if let Some(end) = event.end {
            self.server_ended(end.error.map(error_of_item), &mut effects);
        }
        effects
    }

    fn grant(&mut self, grant: SessionGrant, failed: Vec<FailedItem>, effects: &mut Vec<Effect>) {
        if grant.resumed {
            self.confirm(grant.taken_through, failed, effects);
        } else {
            self.restart(effects);
        }
        self.resume = Some((grant.session_id, grant.resume_token));
        self.granted = true;
        self.tokens.accepted();
        effects.push(Effect::Granted);
    }

    fn confirm(&mut self, through: u64, failed: Vec<FailedItem>, effects: &mut Vec<Effect>) {
        if !failed.is_empty() {
            self.read_through = through;
        }
        for done in self.outbox.confirm(through, failed) {
            effects.extend(self.done(done));
        }
    }

    fn done(&mut self, (entry, error): Done) -> Option<Effect> {
        let delay = error.as_ref().and_then(Error::retry_delay);
        if let (true, Some(delay)) = (entry.is_settlement(), delay) {
            return Some(Effect::Retry(Box::new(Entry { sequence: 0, ..entry }), delay));
        }
        if let Some(held) = &entry.closes {
            self.holdings.drop(held);
        }
        match entry.taken? {
            Taken::Kept(held, kept) => {
                (error.is_none() && self.holdings.acknowledged(&held)).then_some(Effect::Kept(kept))
            }
            taken => tell(Some(taken), error),
        }
    }

    fn deliver(&mut self, delivery: Delivery, effects: &mut Vec<Effect>) {
        if delivery.sequence == 0 {
            effects.extend(delivery.envelope.map(|part| Effect::Part(Box::new(part))));
            return;
        }
        let Some((held, before)) = self.holdings.take(delivery) else {
            return;
        };
        if held.took_credit() {
            self.credits.take_one();
        }
        if let Some(before) = before {
            self.revoke(before, effects);
        }
        effects.push(Effect::Delivered(held));
    }

    fn revoke(&mut self, held: Arc<Held>, effects: &mut Vec<Effect>) {
        if self
            .due
            .get(&held.sequence)
            .is_some_and(|(due, _)| Arc::ptr_eq(due, &held))
        {
            self.due.remove(&held.sequence);
        }
        if held.close() {
            effects.push(Effect::Revoked(held));
        }
    }

    fn restart(&mut self, effects: &mut Vec<Effect>) {
        self.outbox.restart();
        for held in self.holdings.clear() {
            self.revoke(held, effects);
        }
    }

    fn server_ended(&mut self, error: Option<Error>, effects: &mut Vec<Effect>) {
        self.cut();
        let Some(error) = error.filter(|error| error.reason() != "SESSION_ENDED") else {
            self.resume = None;
            self.restart(effects);
            effects.push(Effect::Reattach(Duration::ZERO));
            return;
        };
        if error.code() == Code::Unauthenticated && self.tokens.may_renew() {
            effects.push(Effect::Renew);
        } else if let Some(delay) = error.retry_delay() {
            effects.push(Effect::Reattach(delay));
        } else {
            effects.push(Effect::Fail(error));
        }
    }
}

fn tell(taken: Option<Taken>, error: Option<Error>) -> Option<Effect> {
    match taken? {
        Taken::Tell(tell) => Some(Effect::Tell(tell, error)),
        // Whoever waits for it learns by the drop that it never begins.
        Taken::Kept(..) => None,
    }
}
