use std::sync::atomic::{AtomicBool, Ordering};

use crate::proto::{Envelope, MessageKind};

/// A delivery that a session holds until it is settled.
#[derive(Debug)]
pub(crate) struct Held {
    pub sequence: u64,
    /// Which delivery of the message it is, from 1.
    pub attempt: u32,
    pub envelope: Envelope,
    closed: AtomicBool,
}

impl Held {
    pub(crate) fn new(sequence: u64, attempt: u32, envelope: Envelope) -> Self {
        Self {
            sequence,
            attempt,
            envelope,
            closed: AtomicBool::new(false),
        }
    }

    /// Whether nothing more is to be said about it.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Says that nothing more is to be said about it; false when that was so before.
    pub(crate) fn close(&self) -> bool {
        !self.closed.swap(true, Ordering::AcqRel)
    }

    /// Whether its delivery took a credit.
    pub(crate) fn took_credit(&self) -> bool {
        matches!(self.envelope.kind(), MessageKind::Action | MessageKind::Event)
    }
}
