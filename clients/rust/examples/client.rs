//! Launches two counters, calls them, waits for their ends: `client <kind>`.

use futures_util::StreamExt;
use lyceum::{Error, Executor, Launch, Manager, ManagerOptions, Options, Shutdown, WaitOptions};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let kind = std::env::args().nth(1).unwrap_or_else(|| "counter".to_owned());
    let options = ManagerOptions::new().executor(Executor::single("command"));
    let manager = Manager::connect(Options::new().name("example"), options).await?;
    let outcome = run(&manager, &kind).await;
    manager.close().await?;
    outcome
}

async fn run(manager: &Manager, kind: &str) -> Result<(), Error> {
    let launches = ["one", "other"].map(|name| Launch::kind(kind).args((10,)).name(name));
    let agents = manager
        .launch_batch(launches.to_vec())
        .await?
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    let (one, other) = (&agents[0], &agents[1]);

    let count: i64 = one.call("increment", (5,)).await?;
    println!("increment: {count}");
    let count: i64 = other.call("increment", ()).arg("by", 2).await?;
    println!("increment by name: {count}");
    let mut parts = one.call::<String>("countdown", (3,)).stream::<u32>()?;
    while let Some(number) = parts.next().await {
        println!("countdown: {}", number?);
    }
    println!("and then: {}", parts.result().await?);
    if let Err(error) = other.call::<()>("fail", ("no luck",)).await {
        println!("failed as: {error}");
    }

    for agent in &agents {
        manager.shutdown_with(agent, Shutdown::new().without_waiting()).await?;
    }
    let mut ends = manager.completions(&agents, WaitOptions::new());
    while let Some(run) = ends.next().await {
        let run = run?;
        println!("{} has ended: {:?}", run.agent, run.outcome);
    }
    Ok(())
}
