use std::time::Duration;

use futures_util::StreamExt;
use lyceum::{Error, ErrorKind, Executor, Handle, Launch, Manager, ManagerOptions, Options, Shutdown, WaitOptions};

use crate::expect::{Verdict, holds};
use crate::targets::Targets;

const PATIENCE: Duration = Duration::from_secs(30);

/// A manager's life, from its making to its end.
pub async fn manage(targets: &Targets) -> Verdict {
    let told = |error: Error| format!("{error:?}");
    let options = ManagerOptions::new()
        .executor(Executor::named("command"))
        .default_executor("command");
    let manager = Manager::connect(Options::new(), options).await.map_err(told)?;
    let verdict = agents(&manager, &targets.kind).await;
    let last = last(&manager, &targets.kind).await;
    manager.close().await.map_err(told)?;
    verdict?;
    let run = manager.run(&last?).await.map_err(told)?;
    holds(run.has_ended(), || {
        format!("after the close its run is {:?}", run.state)
    })?;
    match manager.launch(targets.kind.as_str()).await {
        Ok(_) => Err("the closed manager launched an agent".to_owned()),
        Err(error) => holds(error.reason() == "MANAGER_CLOSED", || format!("{error:?}")),
    }
}

async fn last(manager: &Manager, kind: &str) -> Result<Handle, String> {
    let told = |error: Error| format!("{error:?}");
    let agent = manager.launch(kind).await.map_err(told)?;
    let up: String = agent.call("echo", ("up",)).timeout(PATIENCE).await.map_err(told)?;
    holds(up == "up", || format!("echo of up is {up}"))?;
    Ok(agent)
}

async fn agents(manager: &Manager, kind: &str) -> Verdict {
    let told = |error: Error| format!("{error:?}");
    let mut agents = vec![manager.launch(Launch::kind(kind).name("one")).await.map_err(told)?];
    let more = [Launch::kind(kind).name("two"), Launch::kind(kind).name("three")];
    for launched in manager.launch_batch(more.to_vec()).await.map_err(told)? {
        agents.push(launched.map_err(told)?);
    }
    for (index, agent) in agents.iter().enumerate() {
        let echo: usize = agent.call("echo", (index,)).timeout(PATIENCE).await.map_err(told)?;
        holds(echo == index, || format!("echo of {index} is {echo}"))?;
    }
    let running = manager.running().await.map_err(told)?;
    holds(running.len() == agents.len(), || {
        format!("{} of 3 agents run", running.len())
    })?;
    match manager
        .wait(&agents, WaitOptions::new().timeout(Duration::from_millis(200)))
        .await
    {
        Ok(_) => return Err("the wait did not time out".to_owned()),
        Err(error) => {
            let named = error.kind() == ErrorKind::WaitTimeout && error.pending().len() == agents.len();
            holds(named, || format!("{error:?}"))?;
        }
    }
    ends(manager, &agents).await
}

async fn ends(manager: &Manager, agents: &[Handle]) -> Verdict {
    let told = |error: Error| format!("{error:?}");
    let mut completions = manager.completions(agents, WaitOptions::new().timeout(PATIENCE));
    for agent in agents {
        manager
            .shutdown_with(agent, Shutdown::new().without_waiting())
            .await
            .map_err(told)?;
    }
    let mut ended = 0;
    while let Some(run) = completions.next().await {
        let run = run.map_err(told)?;
        holds(run.succeeded(), || {
            format!("{} ended {:?}: {:?}", run.agent, run.outcome, run.failure)
        })?;
        ended += 1;
    }
    holds(ended == agents.len(), || format!("{ended} of 3 ends were told"))?;
    let result = manager
        .wait(agents, WaitOptions::new().raise_errors())
        .await
        .map_err(told)?;
    holds(result.done.len() == agents.len() && result.pending.is_empty(), || {
        format!("{result:?}")
    })
}
