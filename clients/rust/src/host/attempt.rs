use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::agent::definition::Agent;
use crate::agent::panics::caught;
use crate::agent::runtime::{Runtime, RuntimeEnd};
use crate::exchange::connection::Connection;
use crate::exchange::messenger::Messenger;
use crate::exchange::session::{SessionOptions, WINDOW};
use crate::exchange::token_keeper::renewal;
use crate::failure::Failure;
use crate::host::host::HostEnd;
use crate::host::run_spec::RunSpec;
use crate::host::{reports, run_spec};
use crate::transport::Transport;

/// By what means a host makes an attempt.
pub(crate) struct Site {
    pub transport: Transport,
    pub connection: Arc<Connection>,
    /// Cancelled when the host must go.
    pub going: CancellationToken,
    /// Time that running actions have to finish then.
    pub drain: Duration,
}

/// Makes one attempt: makes the agent, lives its life, and reports how it ended.
pub(crate) async fn make<R>(site: &Site, spec: RunSpec, factory: impl FnOnce(RunSpec) -> R) -> HostEnd
where
    R: Future<Output = Result<Agent, Failure>>,
{
    // It never speaks for a later attempt.
    let runner = site.transport.with_token(spec.run_token.clone());
    let end = live(site, &runner, spec, factory).await;
    let run_ended = reports::exited(&runner, &end, &site.going).await;
    HostEnd {
        failure: end.failure,
        interrupted: end.interrupted,
        run_ended,
    }
}

async fn live<R>(site: &Site, runner: &Transport, spec: RunSpec, factory: impl FnOnce(RunSpec) -> R) -> RuntimeEnd
where
    R: Future<Output = Result<Agent, Failure>>,
{
    if site.going.is_cancelled() {
        return RuntimeEnd {
            failure: None,
            terminate: None,
            interrupted: true,
        };
    }
    let messenger = listen(site, runner, &spec);
    let (config, attempt) = (spec.config.clone(), spec.attempt);
    let agent = match caught(async { factory(spec).await }).await {
        Ok(agent) => agent,
        Err(failure) => {
            messenger.close(Duration::ZERO).await;
            let failure = Failure::of_step("ConstructorError", "the agent could not be constructed", failure);
            return RuntimeEnd {
                failure: Some(failure),
                terminate: None,
                interrupted: false,
            };
        }
    };
    let runtime = Runtime::new(agent, messenger, config, attempt);
    let over = CancellationToken::new();
    let _over = over.clone().drop_guard();
    let started = {
        let (runner, over) = (runner.clone(), over.clone());
        move || {
            tokio::spawn(async move { over.run_until_cancelled(reports::started(&runner)).await });
        }
    };
    let (interrupted, going, drain) = (runtime.clone(), site.going.clone(), site.drain);
    tokio::spawn(async move {
        tokio::select! {
            () = going.cancelled() => interrupted.interrupt(drain),
            () = over.cancelled() => {}
        }
    });
    runtime.run(started).await
}

/// Begins to listen in the agent's name; what comes waits until the agent serves.
fn listen(site: &Site, runner: &Transport, spec: &RunSpec) -> Arc<Messenger> {
    let runner = runner.clone();
    let renew = renewal(move || {
        let runner = runner.clone();
        async move { Ok(run_spec::fetch(&runner).await?.token) }
    });
    let most = spec.config.max_concurrent_actions;
    let window = if most == 0 { WINDOW } else { WINDOW.min(most) };
    let session = SessionOptions {
        token: spec.token.clone(),
        renew: Some(renew),
        window,
    };
    Messenger::open(
        spec.agent.clone(),
        site.transport.clone(),
        &site.connection,
        session,
        true,
    )
}
