use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::backoff::Backoff;
use crate::error::Error;

const BACKOFF: Backoff = Backoff::new(50, 2_000);

/// When to ask again for a stream that was cut, or ended before it was complete, as long as the server comes back in time.
pub(crate) struct Resume {
    unreachable: Duration,
    away_since: Option<Instant>,
    repeat: u32,
    heard: bool,
}

impl Resume {
    pub(crate) fn new(unreachable: Duration) -> Self {
        Self {
            unreachable,
            away_since: None,
            repeat: 0,
            heard: false,
        }
    }

    /// The stream told something.
    pub(crate) fn heard(&mut self) {
        self.heard = true;
        self.repeat = 0;
        self.away_since = None;
    }

    /// The stream has ended: waits until it may be asked for again.
    ///
    /// # Errors
    ///
    /// What it failed with, where that is for good or the server stays away for too long.
    pub(crate) async fn cut(&mut self, error: Option<Error>) -> Result<(), Error> {
        if let Some(error) = error {
            // A stream that ended with its credential may be opened again with a fresh one.
            let renewable = self.heard && error.reason() == "TOKEN_EXPIRED";
            if !renewable && !error.may_do_better() {
                return Err(error);
            }
            let since = *self.away_since.get_or_insert_with(Instant::now);
            if since.elapsed() > self.unreachable {
                return Err(error);
            }
        }
        self.heard = false;
        sleep(BACKOFF.delay(self.repeat)).await;
        self.repeat += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[tokio::test(start_paused = true)]
    async fn gives_up_when_the_server_stays_away() {
        let away = || Some(Error::of_code(Code::Unavailable, "away"));
        let mut resume = Resume::new(Duration::from_secs(10));
        let begun = Instant::now();
        while resume.cut(away()).await.is_ok() {}
        assert!(begun.elapsed() > Duration::from_secs(10) && begun.elapsed() < Duration::from_secs(13));
        resume.heard();
        assert!(resume.cut(away()).await.is_ok());
        assert!(
            resume
                .cut(Some(Error::of_reason("NOT_LAUNCHED_HERE", "no")))
                .await
                .is_err()
        );
    }
}
