use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};
use tokio::time::sleep_until;

use crate::agent::context::Surroundings;
use crate::agent::definition::Agent;
use crate::agent::perform::{Prepared, perform, prepare};
use crate::agent::running::Running;
use crate::entity::EntityId;
use crate::exchange::envelope::Answer;
use crate::exchange::held::Held;
use crate::exchange::session::Session;
use crate::failure::Failure;
use crate::proto::{AnswerStatus, MessageKind};

#[derive(Clone, Copy, Default, PartialEq)]
enum Phase {
    #[default]
    Starting,
    Open,
    Stopped,
}

#[derive(Default)]
struct State {
    phase: Phase,
    waiting: BTreeMap<u64, Arc<Held>>,
    running: HashMap<u64, Arc<Running>>,
    active: usize,
}

/// Runs the actions that are asked for: all at once, or as many as the limit says. Each request is answered once. What is not
/// redeliverable begins once the exchange has its acknowledgement for good, so that it never runs twice, whoever is lost meanwhile.
pub(crate) struct Actions {
    agent: Arc<Agent>,
    surroundings: Arc<Surroundings>,
    allowed_types: Vec<String>,
    /// Most at once; `None` means no limit.
    max_concurrent: Option<usize>,
    state: Mutex<State>,
    idle: Notify,
}

impl Actions {
    pub(crate) fn new(
        agent: Arc<Agent>,
        surroundings: Arc<Surroundings>,
        allowed_types: Vec<String>,
        max_concurrent: u32,
    ) -> Arc<Self> {
        let max_concurrent = (max_concurrent > 0).then_some(max_concurrent as usize);
        let (state, idle) = (Mutex::default(), Notify::new());
        Arc::new(Self {
            agent,
            surroundings,
            allowed_types,
            max_concurrent,
            state,
            idle,
        })
    }

    /// Takes a request or an event; it runs once the agent has started and there is room.
    pub(crate) fn add(self: &Arc<Self>, held: Arc<Held>) {
        let mut state = self.lock();
        if state.phase == Phase::Open && self.has_room(&state) {
            state.active += 1;
            drop(state);
            self.start(held);
        } else if state.phase != Phase::Stopped {
            state.waiting.insert(held.sequence, held);
        }
        // What comes while the agent ends stays with the session, which gives it back.
    }

    /// The agent has started: what waited runs.
    pub(crate) fn open(self: &Arc<Self>) {
        self.lock().phase = Phase::Open;
        self.start_waiting();
    }

    /// The agent is to end: nothing more starts. What waits goes to who listens to the mailbox next.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.phase = Phase::Stopped;
        state.waiting.clear();
    }

    /// Cancels the request of a caller that has an id; false when there is none, or it has ended.
    pub(crate) fn cancel(&self, caller: &EntityId, id: &str) -> bool {
        let asks = |held: &Held| {
            let src = held.envelope.src.clone().map(EntityId::from_proto);
            held.envelope.id == id && src.as_ref() == Some(caller)
        };
        let mut state = self.lock();
        let waiting = state.waiting.values().find(|held| asks(held)).cloned();
        if let Some(held) = waiting {
            state.waiting.remove(&held.sequence);
            drop(state);
            self.session().give_credit();
            self.respond(&held, cancelled("cancelled before it began"));
            return true;
        }
        let running = state
            .running
            .values()
            .find(|action| asks(&action.held) && !action.held.is_closed())
            .cloned();
        drop(state);
        running
            .inspect(|action| self.cancel_running(action, "cancelled by request"))
            .is_some()
    }

    /// Whether an action runs that may end after the agent has begun to.
    pub(crate) fn has_exempt(&self) -> bool {
        self.lock().running.values().any(|action| action.is_exempt())
    }

    /// Cancels all that run, but those that asked for the agent's end.
    pub(crate) fn cancel_all(&self, why: &str) {
        let running: Vec<_> = self.lock().running.values().cloned().collect();
        for action in running.iter().filter(|action| !action.is_exempt()) {
            self.cancel_running(action, why);
        }
    }

    /// Forgets a request: it was answered otherwise, or comes again.
    pub(crate) fn revoke(&self, held: &Arc<Held>) {
        let mut state = self.lock();
        let waits = state
            .waiting
            .get(&held.sequence)
            .is_some_and(|one| Arc::ptr_eq(one, held));
        if waits {
            state.waiting.remove(&held.sequence);
        }
        let running = state
            .running
            .get(&held.sequence)
            .filter(|one| Arc::ptr_eq(&one.held, held))
            .cloned();
        drop(state);
        if waits {
            self.session().give_credit();
        }
        if let Some(action) = running {
            action.cancel.cancel();
        }
    }

    /// Ends once no action's code runs.
    pub(crate) async fn idle(&self) {
        loop {
            let changed = self.idle.notified();
            if self.lock().active == 0 {
                return;
            }
            changed.await;
        }
    }

    fn start_waiting(self: &Arc<Self>) {
        loop {
            let mut state = self.lock();
            if state.phase != Phase::Open || !self.has_room(&state) {
                return;
            }
            let Some((_, held)) = state.waiting.pop_first() else {
                return;
            };
            state.active += 1;
            drop(state);
            self.start(held);
        }
    }

    fn start(self: &Arc<Self>, held: Arc<Held>) {
        let prepared = prepare(&self.agent, &self.allowed_types, &held.envelope);
        if self.max_concurrent.is_none() || prepared.is_err() {
            self.session().give_credit();
        }
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => {
                self.respond(&held, *refusal);
                self.leave();
                return;
            }
        };
        let action = Running::new(held.clone());
        self.lock().running.insert(held.sequence, action.clone());
        let kept = (!prepared.redeliverable).then(|| self.session().acknowledge(&held));
        tokio::spawn(self.clone().run(action, prepared, kept));
    }

    async fn run(self: Arc<Self>, action: Arc<Running>, prepared: Prepared, kept: Option<oneshot::Receiver<()>>) {
        self.perform(&action, prepared, kept).await;
        let mut state = self.lock();
        if state
            .running
            .get(&action.held.sequence)
            .is_some_and(|one| Arc::ptr_eq(one, &action))
        {
            state.running.remove(&action.held.sequence);
        }
        drop(state);
        if self.max_concurrent.is_some() {
            self.session().give_credit();
        }
        self.leave();
        self.start_waiting();
    }

    async fn perform(&self, action: &Arc<Running>, prepared: Prepared, kept: Option<oneshot::Receiver<()>>) {
        let work = async {
            if let Some(kept) = kept {
                // It never begins when it was answered otherwise, comes again, or the session is over.
                kept.await.ok()?;
            }
            Some(perform(self.surroundings.clone(), action, prepared.ready).await)
        };
        let expiry = async {
            match action.deadline {
                Some(deadline) => sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            // Whoever cancels it has answered it.
            () = action.cancel.cancelled() => {}
            answer = work => {
                if let Some(answer) = answer {
                    self.respond(&action.held, answer);
                }
            }
            () = expiry => {
                let failure = Failure::new("Expired", "its deadline passed before it was answered");
                self.respond(&action.held, Answer::refusal(AnswerStatus::Expired, failure));
                action.cancel.cancel();
            }
        }
    }

    fn leave(&self) {
        let mut state = self.lock();
        state.active -= 1;
        let idle = state.active == 0;
        drop(state);
        if idle {
            self.idle.notify_waiters();
        }
    }

    fn cancel_running(&self, action: &Running, why: &str) {
        self.respond(&action.held, cancelled(why));
        action.cancel.cancel();
    }

    fn respond(&self, held: &Arc<Held>, answer: Answer) {
        if held.envelope.kind() == MessageKind::Event {
            self.session().discard(held);
        } else {
            self.session().respond(held, answer);
        }
    }

    fn has_room(&self, state: &State) -> bool {
        self.max_concurrent.is_none_or(|max| state.active < max)
    }

    fn session(&self) -> &Arc<Session> {
        &self.surroundings.messenger.session
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cancelled(why: &str) -> Answer {
    Answer::refusal(AnswerStatus::Cancelled, Failure::new("Cancelled", why))
}
