use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::agent::actions::Actions;
use crate::agent::context::{Context, Surroundings};
use crate::agent::definition::{Agent, Code};
use crate::agent::loops::Loops;
use crate::agent::panics::caught;
use crate::duration;
use crate::entity::EntityId;
use crate::error::Error;
use crate::exchange::envelope::{Answer, DRAIN_LABEL};
use crate::exchange::held::Held;
use crate::exchange::messenger::{Messenger, RequestServer};
use crate::failure::Failure;
use crate::proto::{AnswerStatus, Envelope, MessageKind};
use crate::runtime_config::RuntimeConfig;

/// Time that loops have to end once told.
const LOOP_GRACE: Duration = Duration::from_secs(2);
/// Time that cancelled actions have to go.
const CANCEL_GRACE: Duration = Duration::from_secs(1);
/// Time that actions have which asked for the agent's end, and all actions of a host that must go.
const FINISH_GRACE: Duration = Duration::from_secs(10);
/// Time to get the last answers to the exchange.
const FLUSH_GRACE: Duration = Duration::from_secs(10);

/// How an agent's life ended.
#[derive(Debug)]
pub(crate) struct RuntimeEnd {
    /// Absent means well.
    pub failure: Option<Failure>,
    /// What whoever asked it to end said of its mailbox; absent means as the configuration says.
    pub terminate: Option<bool>,
    /// Whether its host gave it up before it was done, so that it is to be run again.
    pub interrupted: bool,
}

/// Why and how an agent is to end.
#[derive(Clone, Copy, Debug)]
struct Stop {
    /// Whether its mailbox ends as after a success.
    expected: bool,
    /// Whether its host gives it up.
    interrupted: bool,
    /// Time that running actions have before they are cancelled.
    drain: Duration,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Phase {
    #[default]
    Starting,
    Running,
    Stopping,
    Over,
}

#[derive(Default)]
struct State {
    phase: Phase,
    pings: Vec<Arc<Held>>,
    terminate: Option<bool>,
    lost: Option<Error>,
}

/// The life of one agent: it listens from the start, serves once it has started, and ends in order: loops are told, the agent's own
/// shutdown runs while its actions go on, actions are cancelled or awaited, the last answers leave, the session ends. No failure on the
/// way keeps the rest from happening.
pub(crate) struct Runtime {
    agent: Arc<Agent>,
    messenger: Arc<Messenger>,
    config: RuntimeConfig,
    context: Context,
    actions: Arc<Actions>,
    loops: Loops,
    draining: CancellationToken,
    stop: watch::Sender<Option<Stop>>,
    state: Mutex<State>,
}

impl Runtime {
    pub(crate) fn new(agent: Agent, messenger: Arc<Messenger>, config: RuntimeConfig, run_attempt: u32) -> Arc<Self> {
        let agent = Arc::new(agent);
        let draining = CancellationToken::new();
        Arc::new_cyclic(|runtime| {
            let surroundings = Arc::new(Surroundings {
                messenger: messenger.clone(),
                runtime: runtime.clone(),
                run_attempt,
                draining: draining.clone(),
            });
            let types = config.allowed_media_types.clone();
            Self {
                actions: Actions::new(
                    agent.clone(),
                    surroundings.clone(),
                    types,
                    config.max_concurrent_actions,
                ),
                context: Context::of_agent(surroundings),
                agent,
                messenger,
                config,
                loops: Loops::default(),
                draining,
                stop: watch::Sender::new(None),
                state: Mutex::default(),
            }
        })
    }

    /// Lives from start to end; `on_started` is called once it serves. What goes wrong is told, never raised.
    pub(crate) async fn run(self: &Arc<Self>, on_started: impl FnOnce()) -> RuntimeEnd {
        let server: Arc<dyn RequestServer> = self.clone();
        self.messenger.serve(&server);
        let mut failures = Vec::new();
        let started = self.start(&mut failures).await;
        let mut stop = Stop {
            expected: false,
            interrupted: false,
            drain: Duration::ZERO,
        };
        if started {
            on_started();
            let mut asked = self.stop.subscribe();
            if let Ok(Some(told)) = asked.wait_for(Option::is_some).await.map(|told| *told) {
                stop = told;
            }
        }
        self.end(started, stop, &mut failures).await;
        self.lock().phase = Phase::Over;
        self.outcome(stop, failures)
    }

    /// Asks it to end.
    pub(crate) fn stop(&self, terminate: Option<bool>) {
        self.request_stop(
            Stop {
                expected: true,
                interrupted: false,
                drain: Duration::ZERO,
            },
            terminate,
        );
    }

    /// Its host must go: it ends, after its running actions have had their time, and is to be run again elsewhere.
    pub(crate) fn interrupt(self: &Arc<Self>, drain: Duration) {
        if self.lock().phase == Phase::Stopping {
            // It waits for its actions, perhaps for long: they have no more time than the host.
            let runtime = self.clone();
            tokio::spawn(async move {
                let _ = timeout(drain, runtime.actions.idle()).await;
                runtime.actions.cancel_all("the agent's host ends");
            });
        }
        self.request_stop(
            Stop {
                expected: true,
                interrupted: true,
                drain,
            },
            None,
        );
    }

    async fn start(self: &Arc<Self>, failures: &mut Vec<Failure>) -> bool {
        if let Err(failure) = self.hook(self.agent.startup.as_ref()).await {
            failures.push(Failure::of_step("StartupError", "on_startup failed", failure));
            return false;
        }
        let mut state = self.lock();
        state.phase = Phase::Running;
        let pings = std::mem::take(&mut state.pings);
        drop(state);
        for held in pings {
            self.messenger.session.respond(&held, Answer::ok());
        }
        // Asked to end while it started: it does, and what waits goes to who listens next.
        if self.stop.borrow().is_none() {
            self.actions.open();
            let weak = Arc::downgrade(self);
            self.loops.start(&self.agent, &self.context, move || {
                if let Some(runtime) = weak.upgrade() {
                    runtime.loop_failed();
                }
            });
        }
        true
    }

    async fn end(&self, started: bool, stop: Stop, failures: &mut Vec<Failure>) {
        self.lock().phase = Phase::Stopping;
        self.begin_stop();
        let hurried = stop.interrupted || self.lock().lost.is_some();
        if started {
            self.loops.end(LOOP_GRACE).await;
            let shutdown = self.hook(self.agent.shutdown.as_ref());
            // A host that must go, or whose agent is not wanted any more, does not wait for ever.
            let limit = if hurried { FINISH_GRACE } else { Duration::MAX };
            if let Ok(Err(failure)) = timeout(limit, shutdown).await {
                failures.push(Failure::of_step("ShutdownError", "on_shutdown failed", failure));
            }
        }
        self.end_actions(stop, hurried).await;
        if self.config.raise_loop_errors_on_shutdown != Some(false) {
            failures.extend(self.loops.failures());
        }
        failures.extend(self.lock().lost.clone().map(Failure::from));
        self.messenger.close(FLUSH_GRACE).await;
    }

    async fn end_actions(&self, stop: Stop, hurried: bool) {
        let _ = timeout(stop.drain, self.actions.idle()).await;
        if self.config.cancel_actions_on_shutdown != Some(false) {
            self.actions.cancel_all("the agent ends");
            let grace = if self.actions.has_exempt() {
                FINISH_GRACE
            } else {
                CANCEL_GRACE
            };
            let _ = timeout(grace, self.actions.idle()).await;
        } else if hurried {
            let _ = timeout(FINISH_GRACE, self.actions.idle()).await;
            self.actions.cancel_all("the agent's host ends");
        } else {
            self.actions.idle().await;
        }
    }

    fn outcome(&self, stop: Stop, failures: Vec<Failure>) -> RuntimeEnd {
        let failure = Failure::join(failures);
        // An agent that a loop's error ended may count as a success, but its mailbox ends as after a failure.
        let implied = failure.is_none() && !stop.expected && !stop.interrupted;
        let terminate = self
            .lock()
            .terminate
            .or(self.config.terminate_on_error.filter(|_| implied));
        RuntimeEnd {
            interrupted: stop.interrupted && failure.is_none(),
            failure,
            terminate,
        }
    }

    async fn hook(&self, code: Option<&Code>) -> Result<(), Failure> {
        match code {
            Some(code) => caught(async { code(self.context.clone()).await }).await,
            None => Ok(()),
        }
    }

    fn request_stop(&self, stop: Stop, terminate: Option<bool>) {
        let mut state = self.lock();
        // The last word on the mailbox counts.
        state.terminate = terminate.or(state.terminate);
        let running = state.phase == Phase::Running;
        drop(state);
        if running {
            self.begin_stop();
        }
        self.stop.send_if_modified(|told| {
            let first = told.is_none();
            told.get_or_insert(stop);
            first
        });
    }

    fn begin_stop(&self) {
        if !self.draining.is_cancelled() {
            self.actions.stop();
            self.draining.cancel();
        }
    }

    fn loop_failed(&self) {
        if self.config.shutdown_on_loop_error != Some(false) {
            self.request_stop(
                Stop {
                    expected: false,
                    interrupted: false,
                    drain: Duration::ZERO,
                },
                None,
            );
        }
    }

    fn cancel(&self, held: &Arc<Held>) {
        let Envelope { src, target_id, .. } = &held.envelope;
        let caller = src.clone().map(EntityId::from_proto);
        let found = caller.is_some_and(|caller| self.actions.cancel(&caller, target_id));
        let answer = if found {
            Answer::ok()
        } else {
            let message = format!("no action {target_id} runs: it is unknown or has ended");
            Answer::refusal(AnswerStatus::InvalidState, Failure::new("InvalidState", message))
        };
        self.messenger.session.respond(held, answer);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RequestServer for Runtime {
    fn request(&self, held: Arc<Held>) {
        let session = &self.messenger.session;
        match held.envelope.kind() {
            MessageKind::Action | MessageKind::Event => self.actions.add(held),
            MessageKind::Ping => {
                let mut state = self.lock();
                if state.phase == Phase::Starting {
                    state.pings.push(held);
                } else {
                    drop(state);
                    session.respond(&held, Answer::ok());
                }
            }
            MessageKind::Cancel => self.cancel(&held),
            MessageKind::Shutdown => {
                session.respond(&held, Answer::ok());
                let stop = Stop {
                    expected: true,
                    interrupted: false,
                    drain: drain_of(&held.envelope),
                };
                self.request_stop(stop, held.envelope.terminate);
            }
            _ => {
                let failure = Failure::new("Unsupported", "the agent does not know such requests");
                session.respond(&held, Answer::refusal(AnswerStatus::Unsupported, failure));
            }
        }
    }

    fn revoked(&self, held: &Arc<Held>) {
        self.actions.revoke(held);
    }

    fn ended(&self, error: &Error) {
        let mut state = self.lock();
        if state.phase == Phase::Over {
            return;
        }
        state.lost.get_or_insert_with(|| error.clone());
        drop(state);
        self.request_stop(
            Stop {
                expected: false,
                interrupted: false,
                drain: Duration::ZERO,
            },
            None,
        );
    }
}

/// Time that running actions have after a request to end: half of what there is when the server stops and makes the agent again, none else.
fn drain_of(request: &Envelope) -> Duration {
    let left = request.timeout.as_ref().map(duration::from_proto).unwrap_or_default();
    if request.label == DRAIN_LABEL {
        left / 2
    } else {
        Duration::ZERO
    }
}
