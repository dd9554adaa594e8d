use std::collections::HashSet;
use std::time::Duration;

use async_stream::try_stream;
use futures_util::Stream;
use tokio::time::Instant;

use crate::duration;
use crate::entity::EntityId;
use crate::error::Error;
use crate::manager::resume::Resume;
use crate::manager::run::Run;
use crate::manager::target::Target;
use crate::manager::watch::Source;
use crate::proto;
use crate::proto::manager_service_client::ManagerServiceClient;
use crate::proto::wait_response::Event;
use crate::status::error_of_status;

/// When a wait is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitCondition {
    /// When all have ended.
    #[default]
    All,
    /// When one has ended.
    First,
    /// When one has ended other than well, or all have ended.
    FirstFailure,
}

/// Options of a wait.
#[derive(Clone, Copy, Debug, Default)]
pub struct WaitOptions {
    pub(crate) condition: WaitCondition,
    pub(crate) timeout: Option<Duration>,
    pub(crate) raise_errors: bool,
}

impl WaitOptions {
    /// Until all have ended, for ever.
    pub fn new() -> Self {
        Self::default()
    }

    /// When it is over. Default when all have ended.
    #[must_use]
    pub fn condition(mut self, condition: WaitCondition) -> Self {
        self.condition = condition;
        self
    }

    /// When to give up. Default never.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Fail with what the agents that ended failed with: one error as itself, several as kind `Several`. Default not.
    #[must_use]
    pub fn raise_errors(mut self) -> Self {
        self.raise_errors = true;
        self
    }
}

/// What a wait came to.
#[derive(Clone, Debug, Default)]
pub struct WaitResult {
    /// Runs that have ended, in the order that they did.
    pub done: Vec<Run>,
    /// Agents whose runs have not.
    pub pending: Vec<EntityId>,
}

/// What a wait tells, in order; `End` comes last.
pub(crate) enum Step {
    Completed(Box<Run>),
    End(WaitResult),
}

/// Waits over as many streams as it takes: first those that have ended, then each as it does, each once.
pub(crate) fn steps(
    source: Source,
    targets: Vec<Target>,
    options: WaitOptions,
) -> impl Stream<Item = Result<Step, Error>> {
    try_stream! {
        let WaitOptions { condition, timeout, .. } = options;
        let begun = Instant::now();
        let mut targets = targets;
        let mut done: Vec<Run> = Vec::new();
        let mut seen = HashSet::new();
        // Nobody is left to say that the time ran out when the server is away.
        let mut resume = Resume::new(source.unreachable.min(timeout.unwrap_or(Duration::MAX)));
        loop {
            let left = timeout.map(|timeout| timeout.saturating_sub(begun.elapsed()));
            let mut stream = match source.open_wait(&targets, condition, left).await {
                Ok(stream) => stream,
                Err(error) => {
                    resume.cut(Some(error)).await?;
                    continue;
                }
            };
            let error = loop {
                let runs = match stream.message().await {
                    Ok(Some(message)) => {
                        resume.heard();
                        match message.event {
                            Some(Event::States(states)) => {
                                pin(&mut targets, &states.runs);
                                states.runs
                            }
                            Some(Event::Completed(run)) => vec![run],
                            Some(Event::End(end)) => {
                                let timed_out = end.reason() == proto::WaitEndReason::TimedOut;
                                let pending: Vec<_> = end.pending.into_iter().map(EntityId::from_proto).collect();
                                if timed_out && (condition != WaitCondition::First || done.is_empty()) {
                                    Err(Error::wait_timeout(timeout.unwrap_or_default(), done.clone(), pending.clone()))?;
                                }
                                yield Step::End(WaitResult { done, pending });
                                return;
                            }
                            None => continue,
                        }
                    }
                    Ok(None) => break None,
                    Err(status) => break Some(error_of_status(status)),
                };
                for run in runs {
                    let run = Run::from_proto(run)?;
                    if run.has_ended() && seen.insert(run.run_id.clone()) {
                        done.push(run.clone());
                        yield Step::Completed(Box::new(run));
                    }
                }
            };
            resume.cut(error).await?;
        }
    }
}

/// An agent meant its latest run when the wait began: whoever asks again asks for that run.
fn pin(targets: &mut Vec<Target>, runs: &[proto::Run]) {
    for run in runs {
        let agent = run.agent.clone().map(EntityId::from_proto);
        targets.retain(|target| !matches!((target, &agent), (Target::Agent(one), Some(other)) if one == other));
        let target = Target::Run(run.run_id.clone());
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
}

impl Source {
    async fn open_wait(
        &self,
        targets: &[Target],
        condition: WaitCondition,
        timeout: Option<Duration>,
    ) -> Result<tonic::Streaming<proto::WaitResponse>, Error> {
        let condition = match condition {
            WaitCondition::All => proto::WaitCondition::AllCompleted,
            WaitCondition::First => proto::WaitCondition::FirstCompleted,
            WaitCondition::FirstFailure => proto::WaitCondition::FirstException,
        };
        let request = self.transport.request(proto::WaitRequest {
            manager_id: self.manager_id.clone(),
            targets: targets.iter().map(Target::to_proto).collect(),
            condition: condition as i32,
            timeout: timeout.map(duration::to_proto),
        })?;
        let mut client = ManagerServiceClient::new(self.transport.streams());
        client
            .wait(request)
            .await
            .map(tonic::Response::into_inner)
            .map_err(error_of_status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_again_for_the_run_that_an_agent_meant() {
        let agent = EntityId::agent("a");
        let run = proto::Run {
            run_id: "r".to_owned(),
            agent: Some(agent.to_proto()),
            ..proto::Run::default()
        };
        let mut targets = vec![Target::Agent(agent), Target::Agent(EntityId::agent("b"))];
        pin(&mut targets, std::slice::from_ref(&run));
        pin(&mut targets, &[run]);
        assert_eq!(
            targets,
            [Target::Agent(EntityId::agent("b")), Target::Run("r".to_owned())]
        );
    }
}
