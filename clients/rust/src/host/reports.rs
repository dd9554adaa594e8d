use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tonic::Code;

use crate::agent::runtime::RuntimeEnd;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::failure::Failure;
use crate::proto;
use crate::proto::runner_service_client::RunnerServiceClient;
use crate::transport::Transport;

const BACKOFF: Backoff = Backoff::new(100, 5_000);
const CALL: Duration = Duration::from_secs(10);
/// How long a host that must go keeps trying to say how it ended.
const LAST_WORD: Duration = Duration::from_secs(5);

/// Says that the agent serves, again and again until it is heard, or the manager does not want to know.
pub(crate) async fn started(runner: &Transport) {
    insist(|| async {
        let call = |channel, request| async move { RunnerServiceClient::new(channel).report_started(request).await };
        runner
            .unary_once(Some(Instant::now() + CALL), proto::ReportStartedRequest {}, &call)
            .await
    })
    .await;
}

/// Says how the agent ended, again and again until it is heard. Tells whether no other attempt follows; `None` when the manager did not
/// hear it. A host that must go tries for a little while only.
pub(crate) async fn exited(runner: &Transport, end: &RuntimeEnd, going: &CancellationToken) -> Option<bool> {
    let request = proto::ReportExitRequest {
        failure: end.failure.as_ref().map(Failure::to_proto),
        terminate: end.terminate,
        interrupted: end.interrupted,
    };
    let report = insist(|| async {
        let call = |channel, request| async move { RunnerServiceClient::new(channel).report_exit(request).await };
        runner
            .unary_once(Some(Instant::now() + CALL), request.clone(), &call)
            .await
    });
    tokio::pin!(report);
    let response = tokio::select! {
        response = &mut report => response,
        () = going.cancelled() => timeout(LAST_WORD, report).await.ok().flatten(),
    };
    response.map(|response| response.run_ended)
}

async fn insist<T, R: Future<Output = Result<T, Error>>>(call: impl Fn() -> R) -> Option<T> {
    for repeat in 0.. {
        match call().await {
            Ok(answer) => return Some(answer),
            Err(error) if error.may_do_better() || error.code() == Code::DeadlineExceeded => {
                sleep(BACKOFF.delay(repeat).max(error.retry_delay().unwrap_or_default())).await;
            }
            Err(_) => return None,
        }
    }
    None
}
