use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::proto::KeepAliveRequest;
use crate::proto::manager_service_client::ManagerServiceClient;
use crate::transport::Transport;

/// Times within a lease that it is renewed.
const PER_LEASE: u32 = 3;

/// Renews a manager's lease, so that the server knows that its owner is there. It stops when it is dropped.
pub(crate) struct Lease {
    task: AbortHandle,
}

impl Lease {
    /// Renews from now on.
    pub(crate) fn keep(transport: Transport, manager_id: String, lease: Duration) -> Self {
        let task = tokio::spawn(renew(transport, manager_id, lease / PER_LEASE));
        Self {
            task: task.abort_handle(),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn renew(transport: Transport, manager_id: String, every: Duration) {
    let mut ticks = interval(every.max(Duration::from_millis(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let request = KeepAliveRequest {
            manager_id: manager_id.clone(),
        };
        let renewed = transport
            .unary_within(every, request, |channel, request| async move {
                ManagerServiceClient::new(channel).keep_alive(request).await
            })
            .await;
        // A manager that is closed has no lease; all else may be better the next time.
        if renewed.is_err_and(|error| matches!(error.reason(), "MANAGER_CLOSED" | "MANAGER_NOT_FOUND")) {
            return;
        }
    }
}
