use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lyceum::Options;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::server::options;

/// How a relay treats what goes through it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    /// Passes everything on.
    Open,
    /// Takes connections and ends them at once.
    Closed,
    /// Keeps connections, and passes nothing on.
    Silent,
}

/// A way to a server that can be cut.
pub struct Relay {
    port: u16,
    /// Its mood, and how often all connections were cut.
    mood: Arc<watch::Sender<(Mood, u32)>>,
    connections: Arc<AtomicU64>,
    tasks: JoinSet<()>,
}

impl Relay {
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let mood = Arc::new(watch::Sender::new((Mood::Open, 0)));
        let mut tasks = JoinSet::new();
        let connections = Arc::new(AtomicU64::new(0));
        tasks.spawn(accept(listener, server, mood.clone(), connections.clone()));
        Self {
            port,
            mood,
            connections,
            tasks,
        }
    }

    pub fn options(&self) -> Options {
        options(self.port)
    }

    /// How many connections came through it.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }

    /// Ends all connections; new ones pass.
    pub fn cut(&self) {
        self.mood.send_modify(|(_, cuts)| *cuts += 1);
    }

    /// Ends all connections, and new ones at once.
    pub fn close(&self) {
        self.mood
            .send_modify(|(mood, cuts)| (*mood, *cuts) = (Mood::Closed, *cuts + 1));
    }

    /// Passes nothing on from now on, while connections stay.
    pub fn silence(&self) {
        self.mood.send_modify(|(mood, _)| *mood = Mood::Silent);
    }

    /// Passes everything on again; connections that were silent end.
    pub fn open(&self) {
        self.mood.send_modify(|(mood, _)| *mood = Mood::Open);
    }
}

async fn accept(listener: TcpListener, server: u16, mood: Arc<watch::Sender<(Mood, u32)>>, passed: Arc<AtomicU64>) {
    let mut connections = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        let mut cut = mood.subscribe();
        let (now, cuts) = *cut.borrow();
        if now == Mood::Closed {
            continue;
        }
        passed.fetch_add(1, Ordering::SeqCst);
        let silent = mood.subscribe();
        connections.spawn(async move {
            tokio::select! {
                () = pass(near, server, silent) => {}
                _ = cut.wait_for(|(_, now)| *now != cuts) => {}
            }
        });
    }
}

async fn pass(near: TcpStream, server: u16, silent: watch::Receiver<(Mood, u32)>) {
    let Ok(far) = TcpStream::connect(("127.0.0.1", server)).await else {
        return;
    };
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    tokio::select! {
        () = copy(near_in, far_out, silent.clone()) => {}
        () = copy(far_in, near_out, silent) => {}
    }
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut mood: watch::Receiver<(Mood, u32)>) {
    let mut buffer = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if mood.wait_for(|(mood, _)| *mood != Mood::Silent).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
