use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::driver::drive;
use super::messenger::Messenger;
use super::session::{Session, SessionOptions};
use super::session_state::Budget;
use crate::error::{Code, Error};
use crate::options::Options;
use crate::proto::{Attach, ConnectRequest, ConnectResponse, Detach};
use crate::transport::Transport;

const MAX_ITEMS: usize = 256;
const MAX_BYTES: usize = 1_048_576;
/// Time that the stream has to end well once its client closes.
pub(crate) const GOODBYE: Duration = Duration::from_secs(2);

/// One Connect stream that carries the sessions of all the entities in a process. When the stream breaks it opens another, and the
/// sessions go on. It ends when it is dropped.
pub(crate) struct Connection {
    carrier: Arc<Carrier>,
    driver: Mutex<Option<JoinHandle<()>>>,
}

/// What sessions and the task that drives the stream share.
///
/// Locks are taken in one order: the carrier's before a session's.
pub(crate) struct Carrier {
    pub transport: Transport,
    pub silence: Duration,
    unreachable_after: Duration,
    state: Mutex<State>,
    /// There is something to write, or a session to open a stream for.
    pub work: Notify,
    /// Whether the server can be reached may have changed.
    reach: Notify,
    pub closing: CancellationToken,
    ids: AtomicU64,
}

#[derive(Default)]
struct State {
    sessions: HashMap<u64, Arc<Session>>,
    by_channel: HashMap<u32, Arc<Session>>,
    ready: VecDeque<u64>,
    queued: HashSet<u64>,
    attaches: Vec<Attach>,
    detaches: Vec<Detach>,
    channels: u32,
    streaming: bool,
    draining: bool,
    /// Streams that came to nothing since the last grant.
    repeat: u32,
    away_since: Option<Instant>,
    unreachable: Option<Error>,
    closed: Option<Error>,
}

impl Connection {
    pub(crate) fn new(transport: Transport, options: &Options) -> Arc<Self> {
        let carrier = Carrier {
            transport,
            silence: options.silence,
            unreachable_after: options.unreachable,
            state: Mutex::default(),
            work: Notify::new(),
            reach: Notify::new(),
            closing: CancellationToken::new(),
            ids: AtomicU64::new(1),
        };
        Arc::new(Self {
            carrier: Arc::new(carrier),
            driver: Mutex::default(),
        })
    }

    /// Makes a session; it begins by [`open`](Self::open).
    pub(crate) fn session(&self, options: SessionOptions) -> Arc<Session> {
        Session::new(
            self.carrier.ids.fetch_add(1, Ordering::Relaxed),
            Arc::downgrade(&self.carrier),
            options,
        )
    }

    /// Begins a session.
    pub(crate) fn open(&self, session: &Arc<Session>, listener: &Arc<Messenger>) {
        session.start(Arc::downgrade(listener));
        let mut state = self.carrier.lock();
        if let Some(error) = state.closed.clone() {
            drop(state);
            session.fail(&error);
            return;
        }
        state.sessions.insert(session.id, session.clone());
        let unreachable = state.unreachable.clone();
        drop(state);
        if unreachable.is_some() {
            session.unreachable(unreachable);
        }
        self.carrier.attach(session);
        let mut driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner);
        if driver.is_none() {
            *driver = Some(tokio::spawn(drive(self.carrier.clone())));
        }
    }

    /// Ends a session; what it holds goes to who listens next.
    pub(crate) fn detach(&self, session: &Arc<Session>) {
        if let Some(detach) = session.detach() {
            self.carrier.lock().detaches.push(detach);
            self.carrier.work.notify_one();
        }
    }

    /// Ends all sessions and the stream, after what was written has left. Idempotent.
    pub(crate) fn close(&self) {
        let error = Error::closed("the connection is closed");
        let mut state = self.carrier.lock();
        state.closed.get_or_insert(error.clone());
        let sessions: Vec<_> = state.sessions.values().cloned().collect();
        drop(state);
        self.carrier.closing.cancel();
        for session in sessions {
            session.fail(&error);
        }
    }

    /// As [`close`](Self::close); ends once the stream has.
    pub(crate) async fn close_and_wait(&self) {
        self.close();
        let driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(driver) = driver {
            let _ = timeout(2 * GOODBYE, driver).await;
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

impl Carrier {
    /// There is something to write.
    pub(crate) fn wake(&self, session: u64) {
        let mut state = self.lock();
        if state.sessions.contains_key(&session) && state.queued.insert(session) {
            state.ready.push_back(session);
        }
        drop(state);
        self.work.notify_one();
    }

    /// Puts a session on the present stream, where there is one and it is on none; a later stream takes all.
    pub(crate) fn attach(&self, session: &Arc<Session>) {
        let mut state = self.lock();
        if state.streaming && state.sessions.contains_key(&session.id) && session.channel() == 0 {
            state.attach(session);
        }
        drop(state);
        self.work.notify_one();
    }

    /// A session is over.
    pub(crate) fn forget(&self, session: u64) {
        let mut state = self.lock();
        state.sessions.remove(&session);
        state.by_channel.retain(|_, one| one.id != session);
    }

    /// Its server took a session in.
    pub(crate) fn granted(&self) {
        let mut state = self.lock();
        state.repeat = 0;
        state.away_since = None;
        let was_away = state.unreachable.take().is_some();
        let sessions: Vec<_> = state.sessions.values().cloned().collect();
        drop(state);
        self.reach.notify_one();
        if was_away {
            for session in sessions {
                session.unreachable(None);
            }
        }
    }

    /// Ends once there is a session to carry, or the connection closes.
    pub(crate) async fn wanted(&self) {
        while self.lock().sessions.is_empty() && !self.closing.is_cancelled() {
            tokio::select! {
                () = self.work.notified() => {}
                () = self.closing.cancelled() => {}
            }
        }
    }

    /// A stream begins: all sessions are attached to it.
    pub(crate) fn begin(&self) {
        let mut state = self.lock();
        state.streaming = true;
        state.draining = false;
        state.away_since.get_or_insert_with(Instant::now);
        state.attaches.clear();
        let sessions: Vec<_> = state.sessions.values().cloned().collect();
        for session in &sessions {
            state.attach(session);
        }
        drop(state);
        self.reach.notify_one();
    }

    /// A stream has ended: sessions go on with the next, or fail where it is hopeless. Tells how many came to nothing before.
    pub(crate) fn ended(&self, hopeless: Option<&Error>) -> u32 {
        let mut state = self.lock();
        state.streaming = false;
        state.by_channel.clear();
        state.attaches.clear();
        state.detaches.clear();
        state.away_since.get_or_insert_with(Instant::now);
        let repeat = state.repeat;
        state.repeat += 1;
        let sessions: Vec<_> = state.sessions.values().cloned().collect();
        drop(state);
        self.reach.notify_one();
        for session in sessions {
            session.cut();
            if let Some(error) = hopeless {
                session.fail(error);
            }
        }
        repeat
    }

    /// Whether there may be something to write.
    pub(crate) fn has_work(&self) -> bool {
        let state = self.lock();
        !state.attaches.is_empty() || !state.detaches.is_empty() || !state.ready.is_empty()
    }

    /// Takes the next frame to write; `None` when nothing waits.
    pub(crate) fn frame(&self) -> Option<ConnectRequest> {
        let mut state = self.lock();
        let sends_too = !state.draining;
        let mut budget = Budget {
            items: MAX_ITEMS,
            bytes: MAX_BYTES,
            empty: true,
        };
        let mut updates = Vec::new();
        while let Some(id) = state.ready.pop_front() {
            state.queued.remove(&id);
            let Some(session) = state.sessions.get(&id).cloned() else {
                continue;
            };
            updates.extend(session.take(&mut budget, sends_too));
            if session.waits(sends_too) {
                // The frame is full. To the end of the line, so that one busy session does not keep the others from writing.
                state.queued.insert(id);
                state.ready.push_back(id);
                break;
            }
        }
        if updates.is_empty() && state.attaches.is_empty() && state.detaches.is_empty() {
            return None;
        }
        let attaches = std::mem::take(&mut state.attaches);
        let detaches = std::mem::take(&mut state.detaches);
        Some(ConnectRequest {
            attaches,
            updates,
            detaches,
        })
    }

    /// Takes what the server says.
    pub(crate) fn receive(&self, frame: ConnectResponse) {
        if frame.drain.is_some() {
            self.lock().draining = true;
        }
        for event in frame.events {
            let session = self.lock().by_channel.get(&event.channel).cloned();
            let Some(session) = session else {
                continue;
            };
            if event.end.is_some() {
                self.lock().by_channel.remove(&event.channel);
            }
            session.receive(event);
        }
    }

    /// Tells sessions when the server has been out of reach for too long; never ends.
    pub(crate) async fn watch_reach(&self) -> std::convert::Infallible {
        loop {
            let due = self.give_up_at();
            tokio::select! {
                () = self.reach.notified() => {}
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.give_up(),
            }
        }
    }

    fn give_up_at(&self) -> Option<Instant> {
        let state = self.lock();
        let away = state.away_since.filter(|_| state.unreachable.is_none());
        away.and_then(|since| since.checked_add(self.unreachable_after))
    }

    fn give_up(&self) {
        let message = format!("the server has been out of reach for {:?}", self.unreachable_after);
        let error = Error::of_code(Code::Unavailable, message);
        let mut state = self.lock();
        if state.away_since.is_none() {
            return;
        }
        state.unreachable = Some(error.clone());
        let sessions: Vec<_> = state.sessions.values().cloned().collect();
        drop(state);
        for session in sessions {
            session.unreachable(Some(error.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn attach(&mut self, session: &Arc<Session>) {
        self.channels += 1;
        let channel = self.channels;
        self.by_channel.insert(channel, session.clone());
        self.attaches.push(session.attach(channel));
    }
}
