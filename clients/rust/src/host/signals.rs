use tokio_util::sync::CancellationToken;

/// Cancels the token when the process is asked to end, by SIGTERM or SIGINT.
pub(crate) fn watch(going: CancellationToken) {
    tokio::spawn(async move {
        asked().await;
        going.cancel();
    });
}

#[cfg(unix)]
async fn asked() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        // A process that cannot learn of signals is ended by them.
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn asked() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
