use std::time::{Duration, SystemTime};

/// Writes a duration for the API.
pub(crate) fn to_proto(duration: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: duration.subsec_nanos() as i32,
    }
}

/// Reads a duration of the API; a negative one is none at all.
pub(crate) fn from_proto(duration: &prost_types::Duration) -> Duration {
    if duration.seconds < 0 || duration.nanos < 0 {
        return Duration::ZERO;
    }
    Duration::new(duration.seconds as u64, duration.nanos as u32)
}

/// Reads a time of the API.
pub(crate) fn time_from_proto(time: &prost_types::Timestamp) -> Option<SystemTime> {
    SystemTime::try_from(*time).ok()
}
