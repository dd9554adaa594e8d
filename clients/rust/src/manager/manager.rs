use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use futures_util::future::join_all;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, pin_mut};
use tokio::sync::OnceCell;

use crate::client::{Client, terminate};
use crate::duration;
use crate::entity::EntityId;
use crate::error::{Details, Error};
use crate::handle::Handle;
use crate::manager::close::until_closed;
use crate::manager::launch::{Launch, steps};
use crate::manager::lease::Lease;
use crate::manager::options::{Executor, ManagerOptions, OnWarning, OrphanPolicy, RetryPolicy, Warning};
use crate::manager::run::{Run, errors_of};
use crate::manager::shutdown::Shutdown;
use crate::manager::target::Target;
use crate::manager::wait::{self, Step, WaitOptions, WaitResult};
use crate::manager::watch::{RunEvent, Source, changes};
use crate::options::Options;
use crate::proto;
use crate::proto::manager_service_client::ManagerServiceClient;
use crate::registration::{Registration, present, request_id};

const PAGE: u32 = 1_000;
/// Most that are registered by one call.
const MAX_STEP: usize = 500;

/// Makes a call of the manager service.
macro_rules! manage {
    ($transport:expr, $method:ident, $request:expr) => {
        $transport.unary($request, |channel, request| async move {
            ManagerServiceClient::new(channel).$method(request).await
        })
    };
}

/// Launches agents, waits for them, ends them. Its record, its agents' runs and their outcomes are the server's; this program owns it as
/// long as it renews the lease, which it does by itself until the manager is closed or dropped.
///
/// ```no_run
/// # async fn example() -> Result<(), lyceum::Error> {
/// use lyceum::{Launch, Manager, ManagerOptions, Options};
/// let manager = Manager::connect(Options::new(), ManagerOptions::new()).await?;
/// let counter = manager.launch(Launch::kind("counter").args((10,))).await?;
/// let count: i64 = counter.call("increment", (2,)).await?;
/// manager.close().await?;
/// # Ok(())
/// # }
/// ```
pub struct Manager {
    client: Client,
    source: Source,
    owned: bool,
    lease: Mutex<Option<Lease>>,
    on_warning: OnWarning,
    closing: AtomicBool,
    closed: OnceCell<Result<(), Error>>,
}

impl Manager {
    /// Connects to a server and makes a manager with a user of its own.
    ///
    /// # Errors
    ///
    /// Kinds `Unavailable` when no server comes in time, `ExecutorNotFound`, `InvalidRequest`, `Unauthenticated`.
    pub async fn connect(options: Options, manager: ManagerOptions) -> Result<Self, Error> {
        let unreachable = options.unreachable;
        let client = Client::connect(options).await?;
        let owned = manager.manager_id.is_none();
        let manager_id = match &manager.manager_id {
            Some(manager_id) => manager_id.clone(),
            None => match create(&client, &manager).await {
                Ok(manager_id) => manager_id,
                Err(error) => {
                    client.close().await;
                    return Err(error);
                }
            },
        };
        let transport = client.transport().clone();
        let lease = manager.lease.filter(|_| owned);
        let lease = lease.map(|lease| Lease::keep(transport.clone(), manager_id.clone(), lease));
        Ok(Self {
            client,
            source: Source {
                transport,
                manager_id,
                unreachable,
            },
            owned,
            lease: Mutex::new(lease),
            on_warning: manager.on_warning,
            closing: AtomicBool::new(false),
            closed: OnceCell::new(),
        })
    }

    /// Its id at the server; empty for the server's own.
    pub fn id(&self) -> &str {
        &self.source.manager_id
    }

    /// The exchange, in the name of its user.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Adds an executor.
    ///
    /// # Errors
    ///
    /// Kinds `AlreadyExists`, `ExecutorNotFound` (no such template), `ManagerClosed`.
    pub async fn add_executor(&self, executor: Executor) -> Result<(), Error> {
        let executor = Some(executor.to_proto());
        let request = proto::AddExecutorRequest {
            request_id: request_id(),
            manager_id: self.manager_id(),
            executor,
        };
        manage!(self.source.transport, add_executor, request).await?;
        Ok(())
    }

    /// Sets the executor of launches that name none; an empty name says that there is none.
    ///
    /// # Errors
    ///
    /// Kinds `ExecutorNotFound`, `ManagerClosed`.
    pub async fn set_default_executor(&self, name: impl Into<String>) -> Result<(), Error> {
        let request = proto::SetDefaultExecutorRequest {
            manager_id: self.manager_id(),
            name: name.into(),
        };
        manage!(self.source.transport, set_default_executor, request).await?;
        Ok(())
    }

    /// Registers agents of kinds, with names for people, to be launched later, all or none, in order: their mailboxes take messages from
    /// now on.
    ///
    /// # Errors
    ///
    /// Kinds `KindNotFound`, `ManagerClosed`, `QuotaExceeded`.
    pub async fn register_agents(&self, agents: &[(&str, &str)]) -> Result<Vec<Registration>, Error> {
        self.assert_open()?;
        let mut registered = Vec::with_capacity(agents.len());
        for step in agents.chunks(MAX_STEP) {
            match self.register_step(step).await {
                Ok(registrations) => registered.extend(registrations),
                Err(error) => {
                    // What a step before got has no use without the rest.
                    self.terminate_all(&registered).await;
                    return Err(error);
                }
            }
        }
        Ok(registered)
    }

    /// Launches an agent; ends once the launch is kept, before the agent runs.
    ///
    /// # Errors
    ///
    /// Kinds `KindNotFound`, `ExecutorNotFound`, `NoDefaultExecutor`, `AlreadyExecuted`, `MailboxTerminated`, `ManagerClosed`, `QuotaExceeded`,
    /// `MessageTooLarge`; `Serialization` before anything is sent.
    pub async fn launch(&self, launch: impl Into<Launch>) -> Result<Handle, Error> {
        Ok(self.launch_run(launch.into()).await?.0)
    }

    /// Launches an agent that another program hosts, on an executor of the driver `external`. Gives the token by which that host claims
    /// the run, too.
    ///
    /// # Errors
    ///
    /// As [`launch`](Self::launch).
    pub async fn launch_external(&self, launch: impl Into<Launch>) -> Result<(Handle, String), Error> {
        self.launch_run(launch.into()).await
    }

    /// Launches many agents with few calls, in order. Each has a result of its own; a bad one does not keep the others from running.
    ///
    /// # Errors
    ///
    /// What kept all from being launched: kinds `ManagerClosed`, `QuotaExceeded`, `Unavailable`; `Serialization` before anything is sent.
    pub async fn launch_batch(&self, launches: Vec<Launch>) -> Result<Vec<Result<Handle, Error>>, Error> {
        self.assert_open()?;
        let specs = launches
            .into_iter()
            .map(Launch::into_proto)
            .collect::<Result<Vec<_>, _>>()?;
        let mut handles = Vec::with_capacity(specs.len());
        for specs in steps(specs) {
            let count = specs.len();
            let request = proto::LaunchBatchRequest {
                request_id: request_id(),
                manager_id: self.manager_id(),
                specs,
            };
            match manage!(self.source.transport, launch_batch, request).await {
                Ok(response) => handles.extend(response.results.into_iter().map(|result| self.launched_of(result))),
                Err(error) if handles.is_empty() => return Err(error),
                Err(error) => handles.extend((0..count).map(|_| Err(error.clone()))),
            }
        }
        Ok(handles)
    }

    /// A handle of an agent.
    pub fn handle(&self, agent: impl Into<EntityId>) -> Handle {
        self.client.handle(agent)
    }

    /// Agents whose runs have not ended: queued, retrying and stopping ones included.
    ///
    /// # Errors
    ///
    /// Kinds `NotFound` (no such manager), `Unavailable`.
    pub async fn running(&self) -> Result<Vec<EntityId>, Error> {
        Ok(self.list_runs(true).await?.into_iter().map(|run| run.agent).collect())
    }

    /// All its runs, oldest first.
    ///
    /// # Errors
    ///
    /// Kinds `NotFound` (no such manager), `Unavailable`.
    pub async fn runs(&self) -> Result<Vec<Run>, Error> {
        self.list_runs(false).await
    }

    /// A run, or the latest of an agent.
    ///
    /// # Errors
    ///
    /// Kinds `NotFound`, `NotLaunchedHere`.
    pub async fn run(&self, target: impl Into<Target>) -> Result<Run, Error> {
        let target = Some(target.into().to_proto());
        let request = proto::GetRunRequest {
            manager_id: self.manager_id(),
            target,
        };
        let response = manage!(self.source.transport, get_run, request).await?;
        Run::from_proto(present(response.run, "run")?)
    }

    /// Waits for runs to end, over cut connections and restarts of the server.
    ///
    /// # Errors
    ///
    /// Kinds `NotLaunchedHere` before waiting, `WaitTimeout` when the time runs out before the condition is met; with
    /// [`raise_errors`](WaitOptions::raise_errors) what the agents failed with.
    pub async fn wait<T: Into<Target>>(
        &self,
        targets: impl IntoIterator<Item = T>,
        options: WaitOptions,
    ) -> Result<WaitResult, Error> {
        let steps = wait::steps(
            self.source.clone(),
            targets.into_iter().map(Into::into).collect(),
            options,
        );
        pin_mut!(steps);
        while let Some(step) = steps.next().await {
            if let Step::End(result) = step? {
                if options.raise_errors {
                    Error::join(errors_of(&result.done), "agents that were waited for failed")?;
                }
                return Ok(result);
            }
        }
        Err(Error::closed("the wait has no end"))
    }

    /// The runs as they end, those that have ended first; until all have, or the condition is met.
    ///
    /// # Errors
    ///
    /// In the stream, as of [`wait`](Self::wait); an error is the last thing that it tells.
    pub fn completions<T: Into<Target>>(
        &self,
        targets: impl IntoIterator<Item = T>,
        options: WaitOptions,
    ) -> BoxStream<'static, Result<Run, Error>> {
        let targets: Vec<Target> = targets.into_iter().map(Into::into).collect();
        let steps = wait::steps(self.source.clone(), targets, options);
        let runs = steps.filter_map(|step| async {
            match step {
                Ok(Step::Completed(run)) => Some(Ok(*run)),
                Ok(Step::End(_)) => None,
                Err(error) => Some(Err(error)),
            }
        });
        Box::pin(runs)
    }

    /// Every change of the manager and its runs after a revision, without gaps or repeats, until it is closed. `None` means that a
    /// snapshot comes first; one comes, too, where changes are no longer kept.
    ///
    /// # Errors
    ///
    /// In the stream: kinds `NotFound`, `Unavailable` when the server stays away for too long.
    pub fn watch_runs(&self, after_revision: Option<u64>) -> BoxStream<'static, Result<RunEvent, Error>> {
        Box::pin(changes(self.source.clone(), after_revision))
    }

    /// Asks an agent to end, ends its retries, and waits until it has ended.
    ///
    /// # Errors
    ///
    /// Kind `NotLaunchedHere`; what the agent failed with, also when it had failed before.
    pub async fn shutdown(&self, target: impl Into<Target>) -> Result<(), Error> {
        self.shutdown_with(target, Shutdown::new()).await
    }

    /// As [`shutdown`](Self::shutdown), with options.
    ///
    /// # Errors
    ///
    /// As [`shutdown`](Self::shutdown); `WaitTimeout` when the agent has not ended in time.
    pub async fn shutdown_with(&self, target: impl Into<Target>, options: Shutdown) -> Result<(), Error> {
        let request = proto::ShutdownRequest {
            manager_id: self.manager_id(),
            target: Some(target.into().to_proto()),
            terminate: options.terminate,
            kill_after: options.kill_after.map(duration::to_proto),
        };
        let response = manage!(self.source.transport, shutdown, request).await?;
        if options.blocking {
            let run = Run::from_proto(present(response.run, "run")?)?;
            let wait = WaitOptions {
                timeout: options.timeout,
                raise_errors: options.raise_errors,
                ..WaitOptions::new()
            };
            self.wait([&run], wait).await?;
        }
        Ok(())
    }

    /// Closes it: nothing more is launched or retried, every agent is asked to end and killed after the grace, executors end, and so does
    /// this client. Later calls tell the same.
    ///
    /// # Errors
    ///
    /// What agents failed with, also what `wait` told before, and what kept the close from its course: one error as itself, several as
    /// kind `Several`.
    pub async fn close(&self) -> Result<(), Error> {
        self.closed.get_or_init(|| self.close_once()).await.clone()
    }

    async fn close_once(&self) -> Result<(), Error> {
        self.closing.store(true, Ordering::Release);
        let closed = if self.owned {
            Some(until_closed(&self.source).await)
        } else {
            None
        };
        // The lease is renewed until the agents have ended.
        self.lease.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.client.close().await;
        let failed = closed
            .transpose()?
            .map(|closed| errors_of(&closed.failed))
            .unwrap_or_default();
        Error::join(failed, "agents of the manager failed")
    }

    pub(crate) fn manager_id(&self) -> String {
        self.source.manager_id.clone()
    }

    async fn launch_run(&self, launch: Launch) -> Result<(Handle, String), Error> {
        self.assert_open()?;
        let spec = Some(launch.into_proto()?);
        let request = proto::LaunchRequest {
            request_id: request_id(),
            manager_id: self.manager_id(),
            spec,
        };
        let response = manage!(self.source.transport, launch, request).await?;
        self.started(present(response.launched, "launched run")?)
    }

    fn launched_of(&self, result: proto::LaunchResult) -> Result<Handle, Error> {
        match result.result {
            Some(proto::launch_result::Result::Launched(launched)) => Ok(self.started(launched)?.0),
            Some(proto::launch_result::Result::Error(error)) => Err(Error::new(
                error.message,
                Details {
                    reason: error.reason,
                    ..Details::default()
                },
            )),
            None => present(None, "result"),
        }
    }

    fn started(&self, launched: proto::Launched) -> Result<(Handle, String), Error> {
        for proto::Warning { code, message } in launched.warnings {
            (self.on_warning)(&Warning { code, message });
        }
        let agent = present(launched.run.and_then(|run| run.agent), "agent")?;
        Ok((self.handle(EntityId::from_proto(agent)), launched.run_token))
    }

    async fn register_step(&self, agents: &[(&str, &str)]) -> Result<Vec<Registration>, Error> {
        let agents = agents.iter().map(|(kind, name)| proto::KindRegistration {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            lineage: Vec::new(),
        });
        let request = proto::ManagerServiceRegisterAgentsRequest {
            request_id: request_id(),
            manager_id: self.manager_id(),
            agents: agents.collect(),
        };
        let response = manage!(self.source.transport, register_agents, request).await?;
        response
            .registrations
            .into_iter()
            .map(Registration::from_proto)
            .collect()
    }

    async fn terminate_all(&self, registrations: &[Registration]) {
        let transport = &self.source.transport;
        let ends = registrations
            .iter()
            .map(|one| terminate(transport, &one.agent, transport.timeout()));
        join_all(ends).await;
    }

    async fn list_runs(&self, running: bool) -> Result<Vec<Run>, Error> {
        let mut runs = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = proto::ListRunsRequest {
                manager_id: self.manager_id(),
                running,
                page_size: PAGE,
                page_token,
            };
            let page = manage!(self.source.transport, list_runs, request).await?;
            for run in page.runs {
                runs.push(Run::from_proto(run)?);
            }
            if page.next_page_token.is_empty() {
                return Ok(runs);
            }
            page_token = page.next_page_token;
        }
    }

    fn assert_open(&self) -> Result<(), Error> {
        if self.closing.load(Ordering::Acquire) {
            return Err(Error::of_reason("MANAGER_CLOSED", "the manager is closed"));
        }
        Ok(())
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Manager({})", self.id())
    }
}

async fn create(client: &Client, options: &ManagerOptions) -> Result<String, Error> {
    let orphan_policy = match options.orphan_policy {
        OrphanPolicy::Close => proto::OrphanPolicy::Close,
        OrphanPolicy::Detach => proto::OrphanPolicy::Detach,
    };
    let request = proto::CreateManagerRequest {
        request_id: request_id(),
        executors: options.executors.iter().map(Executor::to_proto).collect(),
        default_executor: options.default_executor.clone(),
        retry: Some(RetryPolicy::to_proto(&options.retry)),
        lease: options.lease.map(duration::to_proto),
        orphan_policy: orphan_policy as i32,
        user: Some(client.id().to_proto()),
        grace: options.grace.map(duration::to_proto),
    };
    let response = manage!(client.transport(), create_manager, request).await?;
    Ok(present(response.manager, "manager")?.manager_id)
}
