use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// Watches for silence. A process that was itself busy for long is not mistaken for a silent peer.
pub(crate) struct Pulse {
    silence: Duration,
    ticks: Interval,
    heard: Instant,
    checked: Instant,
}

impl Pulse {
    /// Begins now.
    pub(crate) fn new(silence: Duration) -> Self {
        let mut ticks = interval((silence / 4).max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let now = Instant::now();
        Self {
            silence,
            ticks,
            heard: now,
            checked: now,
        }
    }

    /// Something was heard.
    pub(crate) fn beat(&mut self) {
        self.heard = Instant::now();
    }

    /// Ends once nothing was heard for the silence. Can be dropped and called again.
    pub(crate) async fn silent(&mut self) {
        loop {
            self.ticks.tick().await;
            let now = Instant::now();
            let late = now - self.checked > self.silence / 2;
            self.checked = now;
            if !late && now - self.heard >= self.silence {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn notices_silence_after_the_last_sign_of_life() {
        let mut pulse = Pulse::new(Duration::from_secs(4));
        let begun = Instant::now();
        assert!(
            tokio::time::timeout(Duration::from_secs(3), pulse.silent())
                .await
                .is_err()
        );
        pulse.beat();
        pulse.silent().await;
        assert!(begun.elapsed() >= Duration::from_secs(7), "{:?}", begun.elapsed());
    }
}
