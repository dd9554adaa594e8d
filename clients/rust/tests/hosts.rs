//! Hosts make the attempts of runs, from their start to their report.

mod support;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use lyceum::{
    Action, Agent, CancellationToken, Change, Context, Error, ErrorKind, Executor, Failure, Handle, Host, HostEnd,
    Launch, MailboxStatus, Manager, ManagerOptions, ManagerState, Named, Outcome, RunSpec, RuntimeConfig,
    WaitCondition, WaitOptions,
};
use tokio::process::Command;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use support::server::{Server, terminate};
use support::{PATIENCE, soon};

async fn manager(server: &Server) -> Manager {
    let options = ManagerOptions::new()
        .executor(Executor::named("external"))
        .executor(Executor::named("command"))
        .default_executor("external")
        .grace(Duration::from_secs(1));
    Manager::connect(server.options(), options)
        .await
        .expect("the server makes a manager")
}

/// Hosts an attempt in this process.
fn host<F>(
    server: &Server,
    run_token: &str,
    going: &CancellationToken,
    factory: F,
) -> JoinHandle<Result<HostEnd, Error>>
where
    F: FnOnce(RunSpec) -> Result<Agent, Failure> + Send + 'static,
{
    let host = Host::new()
        .options(server.options())
        .run_token(run_token)
        .going(going.clone())
        .without_signals();
    tokio::spawn(
        host.drain(Duration::from_millis(100))
            .run(|spec| async { factory(spec) }),
    )
}

async fn ended(host: JoinHandle<Result<HostEnd, Error>>) -> HostEnd {
    soon(host)
        .await
        .expect("it does not panic")
        .expect("it had something to run")
}

fn waits() -> Agent {
    Agent::new("Waits")
        .action("attempt", |context: Context, (): ()| async move {
            Ok(context.run_attempt())
        })
        .action("wait", |context: Context, (): ()| async move {
            context.draining().cancelled().await;
            Ok("in time")
        })
        .action("forever", |_: Context, (): ()| {
            std::future::pending::<Result<(), Failure>>()
        })
        .action("end", |context: Context, (): ()| async move {
            context.shutdown(None);
            Ok("goodbye")
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn makes_an_attempt_again_after_a_host_that_had_to_go() {
    let mut server = Server::start().await;
    let manager = manager(&server).await;
    let (handle, token) = manager
        .launch_external(Launch::external(["Waits"]).retries(1))
        .await
        .expect("it is launched");
    let handle = handle.with_timeout(PATIENCE);

    let going = CancellationToken::new();
    let first = host(&server, &token, &going, |_| Ok(waits()));
    assert_eq!(handle.call::<u32>("attempt", ()).await.expect("it answers"), 1);
    let (quick, slow) = (handle.call::<String>("wait", ()), handle.call::<()>("forever", ()));
    let (quick, slow) = (tokio::spawn(async { quick.await }), tokio::spawn(async { slow.await }));
    // Behind those two.
    handle.call::<u32>("attempt", ()).await.expect("it answers");
    going.cancel();
    let end = ended(first).await;
    assert!(
        end.interrupted && end.failure.is_none() && end.run_ended == Some(false),
        "{end:?}"
    );
    assert_eq!(
        soon(quick).await.expect("it does not panic").expect("it had its time"),
        "in time"
    );
    let error = soon(slow).await.expect("it does not panic").expect_err("it has no end");
    assert_eq!(error.kind(), ErrorKind::Cancelled);

    let second = host(&server, &token, &CancellationToken::new(), |_| Ok(waits()));
    assert_eq!(handle.call::<u32>("attempt", ()).await.expect("it answers"), 2);
    manager.shutdown(&handle).await.expect("it ends well");
    assert!(ended(second).await.failure.is_none());
    let run = manager.run(&handle).await.expect("there is a run");
    let outcomes: Vec<_> = run.attempts.iter().map(|attempt| attempt.outcome).collect();
    // Where the server itself goes on, the attempt of a host that went counts.
    assert_eq!(outcomes, [Some(Outcome::Failed), Some(Outcome::Succeeded)]);
    manager.close().await.expect("all went well");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drains_on_sigterm() {
    let mut server = Server::start().await;
    let manager = manager(&server).await;
    let (handle, token) = manager
        .launch_external(Launch::external(["Interop"]))
        .await
        .expect("it is launched");
    let handle = handle.with_timeout(PATIENCE);
    let mut process = Command::new(env!("CARGO_BIN_EXE_lyceum-interop"))
        .arg("host")
        .env("LYCEUM_URL", format!("http://127.0.0.1:{}", server.port()))
        .env("LYCEUM_TOKEN", &token)
        .kill_on_drop(true)
        .spawn()
        .expect("it can be started");

    let slow = handle.call::<String>("sleep", (500,));
    let slow = tokio::spawn(async move { slow.await });
    handle.call::<u32>("echo", (1,)).await.expect("it answers");
    terminate(&process).await;
    assert_eq!(
        soon(slow).await.expect("it does not panic").expect("it had its time"),
        "slept"
    );
    assert!(!soon(process.wait()).await.expect("it has a status").success());
    let run = manager.run(&handle).await.expect("there is a run");
    assert_eq!(run.attempts[0].outcome, Some(Outcome::Failed));
    assert_eq!(run.failure.expect("it was not wanted").type_name, "Interrupted");
    assert_eq!(manager.close().await.expect_err("one failed").kind(), ErrorKind::Run);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_what_kept_an_agent_from_its_start() {
    let mut server = Server::start().await;
    let manager = manager(&server).await;
    let launch = Launch::external(["Picky"]).args(("x",)).retries(1);
    let (handle, token) = manager.launch_external(launch).await.expect("it is launched");
    let picky = |spec: RunSpec| {
        let (number,) = spec.arguments::<(i64,)>()?;
        Ok(Agent::new("Picky").action("number", move |_: Context, (): ()| async move { Ok(number) }))
    };
    let going = CancellationToken::new();
    let first = ended(host(&server, &token, &going, picky)).await;
    assert_eq!(first.run_ended, Some(false));
    let startup = |_| Ok(Agent::new("Picky").on_startup(|_| async { Err(Failure::new("Moody", "not today")) }));
    let second = ended(host(&server, &token, &going, startup)).await;
    assert_eq!(second.run_ended, Some(true));

    let error = manager
        .wait([&handle], WaitOptions::new().raise_errors())
        .await
        .expect_err("it failed");
    assert_eq!(error.kind(), ErrorKind::Run);
    let run = error.failed_run().expect("it is told");
    let types: Vec<_> = run
        .attempts
        .iter()
        .map(|attempt| attempt.failure.clone().expect("why").type_name)
        .collect();
    assert_eq!(types, ["ConstructorError", "StartupError"]);
    let cause = error
        .failure()
        .and_then(|failure| failure.cause.clone())
        .expect("it has a cause");
    assert_eq!(
        (cause.type_name.as_str(), cause.message.as_str()),
        ("Moody", "not today")
    );
    let mailbox = manager.client().mailbox(handle.id()).await.expect("it is told");
    assert_eq!(mailbox.status, MailboxStatus::Terminated);

    let nothing = soon(host(&server, &token, &going, picky))
        .await
        .expect("it does not panic");
    assert_eq!(nothing.expect_err("the run has ended").reason(), "RUN_ENDED");
    assert_eq!(manager.close().await.expect_err("one failed").kind(), ErrorKind::Run);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_no_more_actions_at_once_than_it_may() {
    #[derive(serde::Deserialize)]
    struct Options {
        step: u64,
    }
    let mut server = Server::start().await;
    let manager = manager(&server).await;
    let config = RuntimeConfig {
        max_concurrent_actions: 1,
        ..RuntimeConfig::default()
    };
    let launch = Launch::external(["Single"]).config(config).arg("step", 7);
    let (handle, token) = manager.launch_external(launch).await.expect("it is launched");
    let handle = handle.with_timeout(PATIENCE);
    let (begun, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, held) = (begun.clone(), release.clone());
    let single = move |spec: RunSpec| {
        let Named(Options { step }) = spec.arguments()?;
        Ok(Agent::new("Single")
            .action("step", move |_: Context, (): ()| async move { Ok(step) })
            .with(
                Action::new("hold", move |_: Context, (): ()| {
                    let (told, held) = (told.clone(), held.clone());
                    async move {
                        told.notify_one();
                        held.notified().await;
                        Ok(())
                    }
                })
                .redeliverable(),
            ))
    };
    let life = host(&server, &token, &CancellationToken::new(), single);

    let hold = |handle: Handle| tokio::spawn(async move { handle.call::<()>("hold", ()).await });
    let first = hold(handle.clone());
    soon(begun.notified()).await;
    let waiting = handle.call::<u64>("step", ()).timeout(Duration::from_millis(300));
    assert_eq!(waiting.await.expect_err("there is no room").reason(), "EXPIRED");
    // A ping needs no room, and a call that waits can be cancelled.
    handle.ping().await.expect("it is up");
    let cancel = CancellationToken::new();
    let second = handle.call::<u64>("step", ()).cancel_on(cancel.clone());
    let second = tokio::spawn(async move { second.await });
    cancel.cancel();
    assert_eq!(
        soon(second)
            .await
            .expect("it does not panic")
            .expect_err("it was given up")
            .kind(),
        ErrorKind::Cancelled
    );
    release.notify_one();
    soon(first).await.expect("it does not panic").expect("it ends");
    assert_eq!(handle.call::<u64>("step", ()).await.expect("there is room"), 7);

    manager.close().await.expect("all went well");
    assert!(ended(life).await.failure.is_none());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tells_every_change_and_each_end_of_a_manager() {
    let mut server = Server::start().await;
    let manager = manager(&server).await;
    let mut changes = manager.watch_runs(None);
    let snapshot = soon(changes.next()).await.expect("it begins").expect("it goes well");
    assert!(matches!(snapshot.change, Change::Snapshot { .. }));

    let launch = |name: &str| Launch::external(["Waits"]).name(name);
    let (one, token) = manager.launch_external(launch("one")).await.expect("it is launched");
    let (other, _) = manager.launch_external(launch("other")).await.expect("it is launched");
    let life = host(&server, &token, &CancellationToken::new(), |_| Ok(waits()));
    assert_eq!(
        one.call::<String>("end", ())
            .timeout(PATIENCE)
            .await
            .expect("it still answers"),
        "goodbye"
    );
    let first = WaitOptions::new().condition(WaitCondition::First).timeout(PATIENCE);
    let result = manager.wait([&one, &other], first).await.expect("one ends");
    assert_eq!(
        (result.done[0].agent.clone(), result.pending),
        (one.id().clone(), vec![other.id().clone()])
    );
    assert!(ended(life).await.failure.is_none());
    assert_eq!(manager.running().await.expect("it is told"), [other.id().clone()]);

    let unknown = manager
        .wait([manager.client().id()], WaitOptions::new())
        .await
        .expect_err("it was not launched");
    assert_eq!(unknown.kind(), ErrorKind::NotLaunchedHere);
    let none: [&Handle; 0] = [];
    assert!(
        manager
            .wait(none, WaitOptions::new())
            .await
            .expect("nothing to wait for")
            .done
            .is_empty()
    );
    let missing = manager.launch("no-such-kind").await.expect_err("there is none");
    assert_eq!(missing.kind(), ErrorKind::KindNotFound);
    let wrong = manager
        .add_executor(Executor::named("command"))
        .await
        .expect_err("there is one");
    assert_eq!(wrong.kind(), ErrorKind::AlreadyExists);
    let batch = vec![
        Launch::kind("interop").executor("command"),
        Launch::kind("no-such-kind"),
    ];
    let batch = manager.launch_batch(batch).await.expect("the call goes well");
    assert!(batch[0].is_ok());
    assert_eq!(
        batch[1].as_ref().expect_err("there is no such kind").kind(),
        ErrorKind::KindNotFound
    );

    let closed = soon(manager.close()).await;
    assert!(closed.is_err(), "an agent that nobody hosted did not end well");
    let mut last = None;
    while let Some(change) = soon(changes.next()).await {
        if let Change::Manager(manager) = change.expect("it goes well").change {
            last = Some(manager.state);
        }
    }
    assert_eq!(last, Some(ManagerState::Closed));
    let late = manager.launch("interop").await.expect_err("it is closed");
    assert_eq!(late.reason(), "MANAGER_CLOSED");
    server.stop().await;
}
