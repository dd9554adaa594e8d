//! Sessions outlive the connections that carry them.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use lyceum::{
    Action, Agent, CancellationToken, Client, Context, EntityId, ErrorKind, Failure, Handle, Parts, Standing,
};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use support::relay::Relay;
use support::server::Server;
use support::{PATIENCE, soon};

/// An agent that counts what it does, hosted by this process.
struct Hosted {
    id: EntityId,
    executions: Arc<AtomicU64>,
    /// Lets `hold` go on.
    release: Arc<Notify>,
    /// Told when `hold` has begun.
    begun: Arc<Notify>,
    going: CancellationToken,
    life: JoinHandle<Option<Failure>>,
}

impl Hosted {
    async fn start(client: &Client, uid: &str) -> Self {
        let executions = Arc::new(AtomicU64::new(0));
        let (release, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (counted, held, told) = (executions.clone(), release.clone(), begun.clone());
        let agent = Agent::new("Hosted")
            .action("once", move |_: Context, (number,): (u64,)| {
                counted.fetch_add(1, Ordering::SeqCst);
                async move { Ok(number) }
            })
            .action("hold", move |_: Context, (): ()| {
                let (held, told) = (held.clone(), told.clone());
                async move {
                    told.notify_one();
                    held.notified().await;
                    Ok("held")
                }
            })
            .with(Action::streaming(
                "count",
                |_: Context, (n,): (u64,), mut parts: Parts<u64>| async move {
                    for number in 0..n {
                        parts.send(number).await?;
                    }
                    Ok(n)
                },
            ));
        let going = CancellationToken::new();
        let standing = Standing::new(agent).uid(uid).going(going.clone());
        let (started, id) = oneshot::channel();
        let client = client.clone();
        let life = tokio::spawn(async move {
            let end = standing
                .run(&client, move |id| started.send(id.clone()).expect("somebody waits"))
                .await;
            end.expect("it can be registered")
        });
        let id = soon(id).await.expect("it starts");
        Self {
            id,
            executions,
            release,
            begun,
            going,
            life,
        }
    }

    async fn end(self) -> Option<Failure> {
        self.going.cancel();
        soon(self.life).await.expect("it does not panic")
    }
}

async fn sum(handle: &Handle, range: std::ops::Range<u64>) -> u64 {
    let calls = range.map(|number| async move { handle.call::<u64>("once", (number,)).await.expect("it answers") });
    join_all(calls).await.into_iter().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_every_call_once_over_connections_that_are_cut() {
    let mut server = Server::start().await;
    let (here, there) = (Relay::to(server.port()).await, Relay::to(server.port()).await);
    let host = server.client(here.options()).await;
    let caller = server.client(there.options()).await;
    let hosted = Hosted::start(&host, "").await;
    let handle = caller.handle(&hosted.id).with_timeout(PATIENCE);

    let held = handle.call::<String>("hold", ());
    let held = tokio::spawn(async move { held.await });
    soon(hosted.begun.notified()).await;
    for round in 0..6 {
        let calls = sum(&handle, 0..200);
        let cuts = async {
            let first = handle.call::<u64>("once", (0,)).await;
            first.expect("it answers");
            if round % 2 == 0 { here.cut() } else { there.cut() }
        };
        let (total, ()) = soon(async { tokio::join!(calls, cuts) }).await;
        assert_eq!(total, 199 * 100);
    }
    assert_eq!(
        hosted.executions.load(Ordering::SeqCst),
        6 * 201,
        "an action ran twice, or never"
    );

    // What began before all the cuts is still under way, and its answer finds its caller.
    hosted.release.notify_one();
    assert_eq!(
        soon(held).await.expect("it does not panic").expect("it answers"),
        "held"
    );

    assert!(hosted.end().await.is_none());
    caller.close().await;
    host.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_every_part_once_over_a_connection_that_is_cut() {
    let mut server = Server::start().await;
    let relay = Relay::to(server.port()).await;
    let host = server.client(relay.options()).await;
    let caller = server.client(server.options()).await;
    let hosted = Hosted::start(&host, "").await;
    let handle = caller.handle(&hosted.id).with_timeout(PATIENCE);

    let mut parts = handle
        .call::<u64>("count", (1_000,))
        .stream::<u64>()
        .expect("it is sent");
    for expected in 0..1_000 {
        let part = soon(parts.next()).await.expect("there are more").expect("none is lost");
        assert_eq!(part, expected);
        if expected % 300 == 100 {
            relay.cut();
        }
    }
    assert!(parts.next().await.is_none());
    assert_eq!(soon(parts.result()).await.expect("it ends"), 1_000);

    assert!(hosted.end().await.is_none());
    caller.close().await;
    host.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn works_when_the_server_comes_later_and_over_its_restart() {
    let mut server = Server::prepare();
    let options = server.options().timeout(PATIENCE);
    let early = tokio::spawn(Client::connect(options));
    tokio::task::yield_now().await;
    server.run();
    let client = soon(early)
        .await
        .expect("it does not panic")
        .expect("the server comes in time");
    let hosted = Hosted::start(&client, "").await;
    let handle = client.handle(&hosted.id).with_timeout(PATIENCE);
    assert_eq!(sum(&handle, 0..3).await, 3);

    server.stop().await;
    let calls = tokio::spawn({
        let handle = handle.clone();
        async move { sum(&handle, 0..3).await }
    });
    tokio::task::yield_now().await;
    server.run();
    assert_eq!(soon(calls).await.expect("it does not panic"), 3);

    assert!(hosted.end().await.is_none());
    client.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaves_a_connection_that_is_silent() {
    let mut server = Server::start().await;
    let relay = Relay::to(server.port()).await;
    let quick = relay
        .options()
        .keepalive(Duration::from_millis(300))
        .silence(Duration::from_millis(1_000));
    let caller = server.client(quick).await;
    let host = server.client(server.options()).await;
    let hosted = Hosted::start(&host, "").await;
    let handle = caller.handle(&hosted.id).with_timeout(PATIENCE);
    assert_eq!(sum(&handle, 0..3).await, 3);

    relay.silence();
    let calls = tokio::spawn({
        let handle = handle.clone();
        async move { sum(&handle, 0..3).await }
    });
    // Long enough that the silence is noticed, and less than the session outlives it.
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    relay.close();
    relay.open();
    assert_eq!(soon(calls).await.expect("it does not panic"), 3);
    assert_eq!(hosted.executions.load(Ordering::SeqCst), 6);

    assert!(hosted.end().await.is_none());
    caller.close().await;
    host.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fails_calls_while_the_server_is_out_of_reach_for_long_and_works_after() {
    let mut server = Server::start().await;
    let relay = Relay::to(server.port()).await;
    let caller = server
        .client(relay.options().unreachable(Duration::from_millis(500)))
        .await;
    let host = server.client(server.options()).await;
    let hosted = Hosted::start(&host, "").await;
    let handle = caller.handle(&hosted.id).with_timeout(PATIENCE);
    assert_eq!(sum(&handle, 0..3).await, 3);

    relay.close();
    let error = soon(handle.ping()).await.expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    let error = soon(handle.notify("once", (1,))).await.expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Unavailable);

    relay.open();
    soon(async { while handle.ping().await.is_err() {} }).await;
    assert_eq!(sum(&handle, 0..3).await, 3);

    assert!(hosted.end().await.is_none());
    caller.close().await;
    host.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ends_for_good_once_another_host_took_over() {
    let mut server = Server::start().await;
    let relay = Relay::to(server.port()).await;
    let one = server.client(relay.options()).await;
    let other = server.client(server.options()).await;
    let first = Hosted::start(&one, "standing").await;
    let second = Hosted::start(&other, "standing").await;
    assert_eq!(first.id, second.id);

    let failure = soon(first.life)
        .await
        .expect("it does not panic")
        .expect("it was superseded");
    assert!(failure.message.contains("session"), "{failure}");
    relay.cut();
    let handle = other.handle(&second.id).with_timeout(PATIENCE);
    assert_eq!(sum(&handle, 0..3).await, 3);
    assert_eq!(first.executions.load(Ordering::SeqCst), 0);

    assert!(second.end().await.is_none());
    one.close().await;
    other.close().await;
    server.stop().await;
}
