use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, timeout};

use super::connection::Connection;
use super::envelope::{Answer, Outgoing, PARTS_LABEL};
use super::held::Held;
use super::pending::{Event, Pending, Receipt};
use super::session::{Session, SessionOptions};
use crate::entity::EntityId;
use crate::error::{Details, Error};
use crate::failure::Failure;
use crate::proto::{self, AnswerStatus, Envelope, MessageKind};
use crate::transport::Transport;

/// Bytes that a message may have beside its frame: more cannot be written at all. The exchange's own limit is lower, and its own to tell.
pub(crate) const MAX_BODY_BYTES: usize = 4 * 1_048_576 - 65_536;
const REFUSED_FOR: Duration = Duration::from_secs(60);

/// Serves what is sent to an entity.
pub(crate) trait RequestServer: Send + Sync {
    /// A request or an event; it is the server's to settle.
    fn request(&self, held: Arc<Held>);
    /// It need not be served any more.
    fn revoked(&self, held: &Arc<Held>);
    /// The session is over for good.
    fn ended(&self, error: &Error);
}

struct Call {
    envelope: Envelope,
    pending: Pending,
    /// Until when a refusal that may pass is met by sending again.
    insist_until: Instant,
}

#[derive(Default)]
struct State {
    server: Option<Arc<dyn RequestServer>>,
    /// What came before somebody served.
    early: Vec<Arc<Held>>,
    calls: HashMap<String, Call>,
}

/// An entity's voice and ear: it sends requests and matches their answers by id, and passes requests on to who serves them.
pub(crate) struct Messenger {
    pub entity: EntityId,
    pub transport: Transport,
    pub session: Arc<Session>,
    connection: Arc<Connection>,
    serves: bool,
    state: Mutex<State>,
    unreachable: watch::Sender<Option<Error>>,
    prefix: String,
    count: AtomicU64,
}

impl Messenger {
    /// Begins to listen. Where it `serves`, requests wait until [`serve`](Self::serve); otherwise they are refused.
    pub(crate) fn open(
        entity: EntityId,
        transport: Transport,
        connection: &Arc<Connection>,
        session: SessionOptions,
        serves: bool,
    ) -> Arc<Self> {
        let messenger = Arc::new(Self {
            entity,
            transport,
            session: connection.session(session),
            connection: connection.clone(),
            serves,
            state: Mutex::default(),
            unreachable: watch::Sender::new(None),
            prefix: URL_SAFE_NO_PAD.encode(rand::random::<[u8; 9]>()),
            count: AtomicU64::new(0),
        });
        connection.open(&messenger.session, &messenger);
        messenger
    }

    /// The connection that carries it.
    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// Has requests served from now on, and those that came before.
    pub(crate) fn serve(&self, server: &Arc<dyn RequestServer>) {
        let mut state = self.lock();
        state.server = Some(server.clone());
        let early = std::mem::take(&mut state.early);
        drop(state);
        if let Some(error) = self.session.over() {
            server.ended(&error);
        }
        for held in early {
            server.request(held);
        }
    }

    /// Sends a request; the id names it, to cancel it.
    pub(crate) fn request(self: &Arc<Self>, outgoing: Outgoing, pending: Pending) -> String {
        let id = self.next_id();
        let refusal = too_large(outgoing.payload.data.len()).or_else(|| self.unreachable.borrow().clone());
        if let Some(error) = refusal {
            pending.end(Err(error));
            return id;
        }
        let insist_for = outgoing.timeout.unwrap_or(REFUSED_FOR).min(REFUSED_FOR);
        let envelope = outgoing.into_envelope(id.clone());
        let call = Call {
            envelope: envelope.clone(),
            pending,
            insist_until: Instant::now() + insist_for,
        };
        self.lock().calls.insert(id.clone(), call);
        self.send(envelope);
        id
    }

    /// Forgets a request: its answer, when it comes, is dropped.
    pub(crate) fn forget(&self, id: &str) -> bool {
        self.lock().calls.remove(id).is_some()
    }

    /// Forgets a request, and asks the agent to cancel it; whether it can is nobody's concern.
    pub(crate) fn abandon(self: &Arc<Self>, id: &str, dest: &proto::EntityId) {
        if self.forget(id) && self.session.over().is_none() {
            let kind = MessageKind::Cancel;
            let cancel = Outgoing {
                kind,
                dest: dest.clone(),
                target_id: id.to_owned(),
                ..Outgoing::default()
            };
            self.request(cancel, Pending::Nobody);
        }
    }

    /// Sends a message that owes no answer; ends once the exchange has it.
    pub(crate) async fn post(&self, outgoing: Outgoing) -> Result<(), Error> {
        if let Some(error) = too_large(outgoing.payload.data.len()) {
            return Err(error);
        }
        let mut unreachable = self.unreachable.subscribe();
        let (told, taken) = oneshot::channel();
        self.session.send(outgoing.into_envelope(self.next_id()), move |error| {
            drop(told.send(error))
        });
        let away = async {
            unreachable
                .wait_for(Option::is_some)
                .await
                .ok()
                .and_then(|error| error.clone())
        };
        tokio::select! {
            error = taken => match error {
                Ok(None) => Ok(()),
                Ok(Some(error)) => Err(error),
                Err(_) => Err(Error::closed(format!("{} is closed", self.entity))),
            },
            Some(error) = away => Err(error),
        }
    }

    /// Ends its session, once what was sent and answered is with the exchange or the time for it is over. Requests that wait for answers fail.
    pub(crate) async fn close(&self, limit: Duration) {
        if self.session.over().is_none() {
            self.fail_all(&Error::closed(format!("{} is closed", self.entity)));
            let _ = timeout(limit, self.session.settled()).await;
            self.connection.detach(&self.session);
        }
        self.lock().server = None;
    }

    pub(crate) fn delivered(self: &Arc<Self>, held: Arc<Held>) {
        if held.envelope.kind() == MessageKind::Response {
            self.session.discard(&held);
            // An answer that nobody waits for any more is late or a repeat; it is dropped.
            let call = self.lock().calls.remove(&held.envelope.id);
            if let Some(call) = call {
                call.pending.end(Ok(held.envelope.clone()));
            }
            return;
        }
        if held.envelope.kind() == MessageKind::Ping && held.envelope.label == PARTS_LABEL {
            self.parts_awaited(held);
            return;
        }
        let mut state = self.lock();
        let server = state.server.clone();
        if server.is_none() && self.serves {
            state.early.push(held);
            return;
        }
        drop(state);
        match server {
            Some(server) => server.request(held),
            None => self.refuse(&held),
        }
    }

    pub(crate) fn part(&self, envelope: Envelope) {
        if let Some(Call {
            pending: Pending::Stream(sender),
            ..
        }) = self.lock().calls.get(&envelope.id)
        {
            let _ = sender.send(Event::Part(Box::new(envelope)));
        }
    }

    pub(crate) fn revoked(&self, held: &Arc<Held>) {
        let mut state = self.lock();
        state.early.retain(|early| !Arc::ptr_eq(early, held));
        let server = state.server.clone();
        drop(state);
        if let Some(server) = server {
            server.revoked(held);
        }
    }

    pub(crate) fn ended(&self, error: &Error) {
        self.fail_all(error);
        let server = self.lock().server.clone();
        if let Some(server) = server {
            server.ended(error);
        }
    }

    pub(crate) fn unreachable(&self, error: Option<Error>) {
        self.unreachable.send_replace(error.clone());
        if let Some(error) = error {
            self.fail_all(&error);
        }
    }

    fn next_id(&self) -> String {
        format!("{}.{}", self.prefix, self.count.fetch_add(1, Ordering::Relaxed))
    }

    fn send(self: &Arc<Self>, envelope: Envelope) {
        let id = envelope.id.clone();
        let weak = Arc::downgrade(self);
        self.session.send(envelope, move |error| {
            if let (Some(error), Some(messenger)) = (error, weak.upgrade()) {
                messenger.refused(&id, &error);
            }
        });
    }

    fn refused(self: &Arc<Self>, id: &str, error: &Error) {
        let mut state = self.lock();
        let Some(call) = state.calls.get(id) else {
            return;
        };
        let delay = error
            .retry_delay()
            .map(|delay| delay.mul_f64(1.0 + rand::random::<f64>()));
        let Some(delay) = delay.filter(|delay| Instant::now() + *delay <= call.insist_until) else {
            let call = state.calls.remove(id);
            drop(state);
            if let Some(call) = call {
                call.pending.end(Err(error.clone()));
            }
            return;
        };
        let envelope = call.envelope.clone();
        drop(state);
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(delay).await;
            if let Some(messenger) = weak.upgrade() {
                let waits = messenger.lock().calls.contains_key(&envelope.id);
                if waits {
                    messenger.send(envelope);
                }
            }
        });
    }

    fn parts_awaited(&self, held: Arc<Held>) {
        let target = held.envelope.target_id.clone();
        let receipt = Receipt::new(self.session.clone(), held);
        let sender = match self.lock().calls.get(&target) {
            Some(Call {
                pending: Pending::Stream(sender),
                ..
            }) => Some(sender.clone()),
            _ => None,
        };
        // Where nobody reads parts the receipt is dropped here, which is an answer, too.
        if let Some(sender) = sender {
            let _ = sender.send(Event::Awaited(receipt));
        }
    }

    fn refuse(&self, held: &Arc<Held>) {
        if held.took_credit() {
            self.session.give_credit();
        }
        if held.envelope.kind() == MessageKind::Event {
            self.session.discard(held);
            return;
        }
        let failure = Failure::new("Unsupported", format!("{} cannot fulfil requests", self.entity));
        self.session
            .respond(held, Answer::refusal(AnswerStatus::Unsupported, failure));
    }

    fn fail_all(&self, error: &Error) {
        let calls = std::mem::take(&mut self.lock().calls);
        for call in calls.into_values() {
            call.pending.end(Err(error.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Messenger {
    fn drop(&mut self) {
        self.connection.detach(&self.session);
    }
}

fn too_large(bytes: usize) -> Option<Error> {
    if bytes <= MAX_BODY_BYTES {
        return None;
    }
    let message = format!(
        "the body has {bytes} bytes, no message may have more than {MAX_BODY_BYTES}; send less, or in several messages"
    );
    let facts = [
        ("size".to_owned(), bytes.to_string()),
        ("limit".to_owned(), MAX_BODY_BYTES.to_string()),
    ]
    .into();
    Some(Error::new(
        message,
        Details {
            reason: "MESSAGE_TOO_LARGE".to_owned(),
            facts,
            ..Details::default()
        },
    ))
}
