//! What the tests run on: a server, and a relay on the way to it.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod relay;
pub mod server;

use std::time::Duration;

/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for what must come in time.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it took too long")
}
