use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::backoff::Backoff;
use crate::duration;
use crate::error::Error;
use crate::proto::Registration;

/// Proves to the exchange who listens.
#[derive(Clone, Debug)]
pub(crate) struct EntityToken {
    pub token: String,
    /// Absent means never.
    pub expires: Option<SystemTime>,
}

impl EntityToken {
    /// Reads the token of a registration.
    pub(crate) fn of(registration: &Registration) -> Self {
        let expires = registration
            .token_expire_time
            .as_ref()
            .and_then(duration::time_from_proto);
        Self {
            token: registration.token.clone(),
            expires,
        }
    }

    /// Time until it should be renewed; absent when it never ends.
    pub(crate) fn renewal_delay(&self, now: SystemTime) -> Option<Duration> {
        let left = self.expires?.duration_since(now).unwrap_or_default();
        Some(left.mul_f64(RENEW_AT).max(MIN_DELAY))
    }
}

/// Gets a fresh token of the same entity.
pub(crate) type RenewToken =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<EntityToken, Error>> + Send>> + Send + Sync>;

/// Makes a renewal of an async function.
pub(crate) fn renewal<F, R>(renew: F) -> RenewToken
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<EntityToken, Error>> + Send + 'static,
{
    Arc::new(move || Box::pin(renew()))
}

const RENEW_AT: f64 = 0.75;
const MIN_DELAY: Duration = Duration::from_secs(1);
const MAX_REFUSALS: u32 = 3;

/// Waits between renewals that failed.
pub(crate) const RENEWAL_BACKOFF: Backoff = Backoff::new(1_000, 30_000);

/// An entity's token, and what to do when it is refused.
pub(crate) struct TokenKeeper {
    current: EntityToken,
    pub renew: Option<RenewToken>,
    refusals: u32,
}

impl TokenKeeper {
    pub(crate) fn new(token: EntityToken, renew: Option<RenewToken>) -> Self {
        Self {
            current: token,
            renew,
            refusals: 0,
        }
    }

    pub(crate) fn token(&self) -> String {
        self.current.token.clone()
    }

    pub(crate) fn renewal_delay(&self) -> Option<Duration> {
        self.current.renewal_delay(SystemTime::now())
    }

    /// Whether a token that was refused may be followed by a fresh one; a few times in a row, no more.
    pub(crate) fn may_renew(&mut self) -> bool {
        self.refusals += 1;
        self.renew.is_some() && self.refusals <= MAX_REFUSALS
    }

    /// The server took the token.
    pub(crate) fn accepted(&mut self) {
        self.refusals = 0;
    }

    pub(crate) fn replace(&mut self, token: EntityToken) {
        self.current = token;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renews_well_before_the_end() {
        let now = SystemTime::UNIX_EPOCH;
        let token = |seconds| EntityToken {
            token: String::new(),
            expires: Some(now + Duration::from_secs(seconds)),
        };
        assert_eq!(token(100).renewal_delay(now), Some(Duration::from_secs(75)));
        assert_eq!(token(0).renewal_delay(now), Some(MIN_DELAY));
        assert_eq!(
            EntityToken {
                token: String::new(),
                expires: None
            }
            .renewal_delay(now),
            None
        );
    }
}
