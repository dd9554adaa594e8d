use std::time::Duration;

/// Waits between tries: each twice the one before up to a maximum, and jittered so that many clients do not come back at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// First wait.
    pub initial: Duration,
    /// Longest wait.
    pub max: Duration,
}

impl Backoff {
    pub(crate) const fn new(initial_ms: u64, max_ms: u64) -> Self {
        Self {
            initial: Duration::from_millis(initial_ms),
            max: Duration::from_millis(max_ms),
        }
    }

    /// The wait before a try, from 0 for the first repeat: between half and all of `initial * 2^repeat`.
    pub(crate) fn delay(&self, repeat: u32) -> Duration {
        let full = self
            .initial
            .saturating_mul(2_u32.saturating_pow(repeat.min(30)))
            .min(self.max);
        full.mul_f64(rand::random_range(0.5..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_within_its_bounds() {
        let backoff = Backoff::new(50, 5_000);
        for repeat in 0..40 {
            let full = Duration::from_millis(50)
                .saturating_mul(1 << repeat.min(20))
                .min(Duration::from_secs(5));
            let delay = backoff.delay(repeat);
            assert!(delay >= full / 2 && delay <= full, "{delay:?} is out of {full:?}");
        }
    }
}
