use std::time::SystemTime;

use crate::duration;
use crate::entity::EntityId;
use crate::error::Error;
use crate::failure::Failure;
use crate::proto;
use crate::registration::present;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Waits for a place on its executor.
    Queued,
    /// Its host starts.
    Starting,
    /// Its agent is up.
    Running,
    /// Its agent was asked to end.
    Stopping,
    /// Its attempt failed; it waits for the next.
    BackingOff,
    /// It has an outcome.
    Ended,
}

/// How a run, or an attempt of it, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The agent ended well.
    Succeeded,
    /// The agent, its start or its host failed.
    Failed,
    /// It was killed: by close, after a stop's grace, or with its mailbox.
    Killed,
    /// Its host is gone and how it ended cannot be known.
    Lost,
    /// Attempts only: the server stopped; it is made again and not counted.
    Interrupted,
}

/// One attempt of a run.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When its host was asked for.
    pub start_time: Option<SystemTime>,
    /// When the agent was up; `None` when it never was.
    pub ready_time: Option<SystemTime>,
    /// `None` while it runs.
    pub end_time: Option<SystemTime>,
    /// `None` while it runs.
    pub outcome: Option<Outcome>,
    /// Why, for every outcome but `Succeeded` and `Interrupted`.
    pub failure: Option<Failure>,
    /// The host's exit code, where there is one.
    pub exit_code: Option<i32>,
}

/// One agent's life under a manager.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id.
    pub run_id: String,
    /// Its manager.
    pub manager_id: String,
    /// Its agent.
    pub agent: EntityId,
    /// Kind in the catalogue; empty where a program brought the agent itself.
    pub kind: String,
    /// Its executor.
    pub executor: String,
    /// How far it is.
    pub state: RunState,
    /// `None` until it has ended.
    pub outcome: Option<Outcome>,
    /// Why, for every outcome but `Succeeded`.
    pub failure: Option<Failure>,
    /// Oldest first; the last 20.
    pub attempts: Vec<Attempt>,
    /// Most attempts that count.
    pub max_attempts: u32,
    /// When it was launched.
    pub create_time: Option<SystemTime>,
    /// When it ended.
    pub end_time: Option<SystemTime>,
    /// Number of its latest change, within its manager.
    pub revision: u64,
}

impl Run {
    pub(crate) fn from_proto(run: proto::Run) -> Result<Self, Error> {
        Ok(Self {
            state: match run.state() {
                proto::RunState::Starting => RunState::Starting,
                proto::RunState::Running => RunState::Running,
                proto::RunState::Stopping => RunState::Stopping,
                proto::RunState::BackingOff => RunState::BackingOff,
                proto::RunState::Ended => RunState::Ended,
                _ => RunState::Queued,
            },
            outcome: outcome_of(run.outcome()),
            agent: EntityId::from_proto(present(run.agent, "agent")?),
            run_id: run.run_id,
            manager_id: run.manager_id,
            kind: run.kind,
            executor: run.executor,
            failure: run.failure.map(Failure::from_proto),
            attempts: run.attempts.into_iter().map(Attempt::from_proto).collect(),
            max_attempts: run.max_attempts,
            create_time: run.create_time.as_ref().and_then(duration::time_from_proto),
            end_time: run.end_time.as_ref().and_then(duration::time_from_proto),
            revision: run.revision,
        })
    }

    /// Whether it has an outcome.
    pub fn has_ended(&self) -> bool {
        self.state == RunState::Ended
    }

    /// Whether it has ended well.
    pub fn succeeded(&self) -> bool {
        self.outcome == Some(Outcome::Succeeded)
    }
}

impl Attempt {
    fn from_proto(attempt: proto::Attempt) -> Self {
        Self {
            outcome: outcome_of(attempt.outcome()),
            number: attempt.number,
            start_time: attempt.start_time.as_ref().and_then(duration::time_from_proto),
            ready_time: attempt.ready_time.as_ref().and_then(duration::time_from_proto),
            end_time: attempt.end_time.as_ref().and_then(duration::time_from_proto),
            failure: attempt.failure.map(Failure::from_proto),
            exit_code: attempt.exit_code,
        }
    }
}

/// Errors of the runs that ended other than well.
pub(crate) fn errors_of<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Vec<Error> {
    runs.into_iter()
        .filter(|run| run.has_ended() && !run.succeeded())
        .cloned()
        .map(Error::run)
        .collect()
}

fn outcome_of(outcome: proto::Outcome) -> Option<Outcome> {
    match outcome {
        proto::Outcome::Unspecified => None,
        proto::Outcome::Succeeded => Some(Outcome::Succeeded),
        proto::Outcome::Failed => Some(Outcome::Failed),
        proto::Outcome::Killed => Some(Outcome::Killed),
        proto::Outcome::Lost => Some(Outcome::Lost),
        proto::Outcome::Interrupted => Some(Outcome::Interrupted),
    }
}
