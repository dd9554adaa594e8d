use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::agent::context::{Context, Surroundings};
use crate::duration;
use crate::exchange::held::Held;

/// An action under way.
pub(crate) struct Running {
    pub held: Arc<Held>,
    pub deadline: Option<Instant>,
    /// Ends its code.
    pub cancel: CancellationToken,
    exempt: Arc<AtomicBool>,
}

impl Running {
    pub(crate) fn new(held: Arc<Held>) -> Arc<Self> {
        let left = held.envelope.timeout.as_ref().map(duration::from_proto);
        let deadline = left.and_then(|left| Instant::now().checked_add(left));
        Arc::new(Self {
            held,
            deadline,
            cancel: CancellationToken::new(),
            exempt: Arc::default(),
        })
    }

    /// Whether it may end after the agent has begun to: it asked for that itself.
    pub(crate) fn is_exempt(&self) -> bool {
        self.exempt.load(Ordering::Acquire)
    }

    pub(crate) fn context(&self, surroundings: Arc<Surroundings>) -> Context {
        let exempt = self.exempt.clone();
        Context::of_action(
            surroundings,
            self.held.clone(),
            self.deadline,
            self.cancel.clone(),
            exempt,
        )
    }
}
