use std::time::Duration;

use async_stream::try_stream;
use futures_util::Stream;

use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::manager::resume::Resume;
use crate::manager::run::Run;
use crate::proto;
use crate::proto::manager_service_client::ManagerServiceClient;
use crate::proto::watch_runs_response::Event;
use crate::registration::present;
use crate::status::error_of_status;
use crate::transport::{MAX_MESSAGE_BYTES, Transport};

/// State of a manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerState {
    /// Takes launches.
    Open,
    /// Ends its agents.
    Closing,
    /// Ended.
    Closed,
}

/// A manager as it was after a change.
#[derive(Clone, Debug)]
pub struct ManagerInfo {
    /// Its id; empty for the server's own.
    pub manager_id: String,
    /// Its state.
    pub state: ManagerState,
    /// Empty means that there is none.
    pub default_executor: String,
    /// Names of its executors.
    pub executors: Vec<String>,
    /// Number of its latest change.
    pub revision: u64,
    /// Runs that did not succeed, once it is closed; as many as fit.
    pub failed: Vec<Run>,
    /// How many runs did not succeed, once it is closed.
    pub failed_runs: u32,
}

impl ManagerInfo {
    pub(crate) fn from_proto(manager: proto::Manager) -> Result<Self, Error> {
        let state = match manager.state() {
            proto::ManagerState::Closing => ManagerState::Closing,
            proto::ManagerState::Closed => ManagerState::Closed,
            _ => ManagerState::Open,
        };
        let report = manager.report.unwrap_or_default();
        Ok(Self {
            manager_id: manager.manager_id,
            state,
            default_executor: manager.default_executor,
            executors: manager.executors.into_iter().map(|executor| executor.name).collect(),
            revision: manager.revision,
            failed: report
                .failed
                .into_iter()
                .map(Run::from_proto)
                .collect::<Result<_, _>>()?,
            failed_runs: report.failed_runs,
        })
    }
}

/// What changed.
#[derive(Clone, Debug)]
pub enum Change {
    /// All as it is, at first and where changes are no longer kept.
    Snapshot {
        /// The manager.
        manager: ManagerInfo,
        /// All its runs.
        runs: Vec<Run>,
    },
    /// A run, whole, as it was after the change.
    Run(Box<Run>),
    /// The manager, as it was after the change.
    Manager(ManagerInfo),
}

/// A change of a manager or of one of its runs.
#[derive(Clone, Debug)]
pub struct RunEvent {
    /// Where to resume after it.
    pub revision: u64,
    /// What changed.
    pub change: Change,
}

/// What waits and watches need to know of their manager.
#[derive(Clone)]
pub(crate) struct Source {
    pub transport: Transport,
    pub manager_id: String,
    pub unreachable: Duration,
}

/// Tells every change, without gaps or repeats, over as many streams as it takes, until the manager is closed and all was told. When the
/// server does not keep what came next, a snapshot comes in its place.
pub(crate) fn changes(source: Source, after_revision: Option<u64>) -> impl Stream<Item = Result<RunEvent, Error>> {
    try_stream! {
        let mut after = after_revision;
        let mut resume = Resume::new(source.unreachable);
        loop {
            let mut snapshot: Vec<Run> = Vec::new();
            let opened = source.open_watch(after).await;
            let error = match opened {
                Err(error) => Some(error),
                Ok(mut stream) => loop {
                    let message = match stream.message().await {
                        Ok(Some(message)) => message,
                        // The server ends it well once all was told.
                        Ok(None) => return,
                        Err(status) => break Some(error_of_status(status)),
                    };
                    resume.heard();
                    let change = match message.event {
                        Some(Event::Snapshot(part)) => {
                            for run in part.runs {
                                snapshot.push(Run::from_proto(run)?);
                            }
                            if part.more {
                                continue;
                            }
                            let manager = ManagerInfo::from_proto(present(part.manager, "manager")?)?;
                            Change::Snapshot { manager, runs: std::mem::take(&mut snapshot) }
                        }
                        Some(Event::Run(run)) => Change::Run(Box::new(Run::from_proto(run)?)),
                        Some(Event::Manager(manager)) => Change::Manager(ManagerInfo::from_proto(manager)?),
                        None => continue,
                    };
                    after = Some(message.revision);
                    yield RunEvent { revision: message.revision, change };
                },
            };
            if after.is_some() && error.as_ref().is_some_and(|error| error.kind() == ErrorKind::CursorExpired) {
                after = None;
                continue;
            }
            resume.cut(error).await?;
        }
    }
}

impl Source {
    async fn open_watch(
        &self,
        after_revision: Option<u64>,
    ) -> Result<tonic::Streaming<proto::WatchRunsResponse>, Error> {
        let request = proto::WatchRunsRequest {
            manager_id: self.manager_id.clone(),
            after_revision,
        };
        let request = self.transport.request(request)?;
        let mut client =
            ManagerServiceClient::new(self.transport.streams()).max_decoding_message_size(MAX_MESSAGE_BYTES);
        client
            .watch_runs(request)
            .await
            .map(tonic::Response::into_inner)
            .map_err(error_of_status)
    }
}
