use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::agent::context::Context;
use crate::agent::definition::Agent;
use crate::agent::panics::caught;
use crate::failure::Failure;

/// The loops of an agent, from its start to its end.
#[derive(Default)]
pub(crate) struct Loops {
    tasks: Mutex<JoinSet<()>>,
    failures: std::sync::Arc<Mutex<Vec<Failure>>>,
}

impl Loops {
    /// Begins them; `failed` is called for each that fails.
    pub(crate) fn start(&self, agent: &Agent, context: &Context, failed: impl Fn() + Clone + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, code) in &agent.loops {
            let (name, code, context) = (name.clone(), code.clone(), context.clone());
            let (failures, failed) = (self.failures.clone(), failed.clone());
            tasks.spawn(async move {
                if let Err(failure) = caught(async { code(context).await }).await {
                    let failure = Failure::of_step("LoopError", &format!("loop {name:?} failed"), failure);
                    failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                    failed();
                }
            });
        }
    }

    /// Waits until they have ended, or drops them when the limit is over.
    pub(crate) async fn end(&self, limit: Duration) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = timeout(limit, async { while tasks.join_next().await.is_some() {} }).await;
    }

    /// What they failed with.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
