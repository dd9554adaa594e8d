use std::collections::BTreeMap;
use std::sync::Arc;

use super::held::Held;
use crate::proto::{Delivery, MessageKind};

/// The deliveries that a session holds, by their sequence.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    held: BTreeMap<u64, Arc<Held>>,
}

impl Holdings {
    /// Their sequences.
    pub(crate) fn sequences(&self) -> Vec<u64> {
        self.held.keys().copied().collect()
    }

    /// Takes a delivery, unless it is held already. What is held of an earlier attempt is void then, and given back.
    pub(crate) fn take(&mut self, delivery: Delivery) -> Option<(Arc<Held>, Option<Arc<Held>>)> {
        let envelope = delivery.envelope?;
        if self
            .held
            .get(&delivery.sequence)
            .is_some_and(|before| before.attempt >= delivery.attempt)
        {
            return None;
        }
        let held = Arc::new(Held::new(delivery.sequence, delivery.attempt, envelope));
        let before = self.held.insert(delivery.sequence, held.clone());
        Some((held, before))
    }

    /// Whether this very delivery is held.
    pub(crate) fn has(&self, held: &Arc<Held>) -> bool {
        self.held.get(&held.sequence).is_some_and(|one| Arc::ptr_eq(one, held))
    }

    /// Notes that a delivery will not come again, which is all that there is to an event; false when it was answered or became void first.
    pub(crate) fn acknowledged(&mut self, held: &Arc<Held>) -> bool {
        if held.is_closed() || !self.has(held) {
            return false;
        }
        if held.envelope.kind() == MessageKind::Event {
            self.drop(held);
        }
        true
    }

    /// Lets go of a delivery.
    pub(crate) fn drop(&mut self, held: &Arc<Held>) {
        if self.has(held) {
            self.held.remove(&held.sequence);
        }
    }

    /// Lets go of all.
    pub(crate) fn clear(&mut self) -> Vec<Arc<Held>> {
        std::mem::take(&mut self.held).into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::Envelope;

    fn delivery(sequence: u64, attempt: u32) -> Delivery {
        Delivery {
            sequence,
            attempt,
            envelope: Some(Envelope::default()),
            ..Delivery::default()
        }
    }

    #[test]
    fn drops_repeats_and_voids_earlier_attempts() {
        let mut holdings = Holdings::default();
        let (first, before) = holdings.take(delivery(7, 1)).expect("it is new");
        assert!(before.is_none());
        assert!(holdings.take(delivery(7, 1)).is_none());
        let (second, before) = holdings.take(delivery(7, 2)).expect("it is a later attempt");
        assert!(Arc::ptr_eq(&before.expect("it was held"), &first));
        assert!(!holdings.has(&first) && holdings.has(&second));
        assert!(!holdings.acknowledged(&first) && holdings.acknowledged(&second));
    }
}
