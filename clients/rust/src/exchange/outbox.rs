use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::envelope::PARTS_LABEL;
use super::held::Held;
use crate::error::Error;
use crate::proto::session_item::Item;
use crate::proto::{Envelope, FailedItem, MessageKind, SessionItem, Settlement};
use crate::status::error_of_item;

/// Who is told once that the exchange took an item; dropped untold when the item became void.
pub(crate) enum Taken {
    /// Told what became of it; no error means that it was taken.
    Tell(Box<dyn FnOnce(Option<Error>) + Send>),
    /// Told that the acknowledgement of a delivery is kept, where it is still held then.
    Kept(Arc<Held>, oneshot::Sender<()>),
}

/// About what the envelope round a body takes.
const HEADER_BYTES: usize = 192;

/// What a session does, on its way to the exchange.
pub(crate) struct Entry {
    /// 0 until it is first written; then it is never changed within its session.
    pub sequence: u64,
    pub item: Item,
    /// The delivery that it settles for good.
    pub closes: Option<Arc<Held>>,
    pub taken: Option<Taken>,
}

impl Entry {
    /// An entry that sends a message.
    pub(crate) fn send(envelope: Envelope, taken: Option<Taken>) -> Self {
        Self {
            sequence: 0,
            item: Item::Send(envelope),
            closes: None,
            taken,
        }
    }

    /// An entry that settles a delivery.
    pub(crate) fn settle(held: &Arc<Held>, settlement: Settlement, taken: Option<Taken>) -> Self {
        let closes = held.is_closed().then(|| held.clone());
        Self {
            sequence: 0,
            item: Item::Settle(settlement),
            closes,
            taken,
        }
    }

    /// About how many bytes it takes in a frame.
    pub(crate) fn bytes(&self) -> usize {
        let body = match &self.item {
            Item::Send(envelope) => envelope.body.len(),
            Item::Settle(settlement) => settlement.answer.as_ref().map_or(0, |answer| answer.body.len()),
        };
        body + HEADER_BYTES
    }

    pub(crate) fn is_settlement(&self) -> bool {
        matches!(self.item, Item::Settle(_))
    }

    /// Whether it brings to an end what was begun, so that a server which is to stop gets it, too: settlements, and parts with what paces them.
    fn finishes(&self) -> bool {
        match &self.item {
            Item::Settle(_) => true,
            Item::Send(envelope) => match envelope.kind() {
                MessageKind::Part => true,
                MessageKind::Ping => envelope.label == PARTS_LABEL,
                _ => false,
            },
        }
    }
}

/// An entry that is done, with what it failed with.
pub(crate) type Done = (Entry, Option<Error>);

/// Items of a session: those that wait, and those that were written and are not confirmed, which are kept to be sent again.
#[derive(Default)]
pub(crate) struct Outbox {
    sends: VecDeque<Entry>,
    finishing: VecDeque<Entry>,
    again: VecDeque<Entry>,
    sent: VecDeque<Entry>,
    sequence: u64,
}

impl Outbox {
    /// Whether something waits to be written.
    pub(crate) fn waits(&self, sends_too: bool) -> bool {
        !self.again.is_empty() || !self.finishing.is_empty() || (sends_too && !self.sends.is_empty())
    }

    /// Whether all was written and confirmed.
    pub(crate) fn is_empty(&self) -> bool {
        self.sent.is_empty() && !self.waits(true)
    }

    pub(crate) fn add(&mut self, entry: Entry) {
        if entry.finishes() {
            self.finishing.push_back(entry)
        } else {
            self.sends.push_back(entry)
        }
    }

    /// Takes the next item to write, unless it is too large: first those that a cut stream may have lost, then what finishes work, then
    /// messages. Tells its size, too.
    pub(crate) fn next(&mut self, sends_too: bool, max_bytes: usize) -> Option<(SessionItem, usize)> {
        let queue = if !self.again.is_empty() {
            &mut self.again
        } else if !self.finishing.is_empty() || !sends_too {
            &mut self.finishing
        } else {
            &mut self.sends
        };
        let bytes = queue.front()?.bytes();
        if bytes > max_bytes {
            return None;
        }
        let mut entry = queue.pop_front()?;
        if entry.sequence == 0 {
            self.sequence += 1;
            entry.sequence = self.sequence;
        }
        // A body is shared, not copied.
        let item = SessionItem {
            sequence: entry.sequence,
            item: Some(entry.item.clone()),
        };
        self.sent.push_back(entry);
        Some((item, bytes))
    }

    /// Takes note that items up to a sequence were taken, but for those that failed; gives them back, in order.
    pub(crate) fn confirm(&mut self, through: u64, failed: Vec<FailedItem>) -> Vec<Done> {
        let mut errors: HashMap<u64, _> = failed.into_iter().map(|item| (item.sequence, item.error)).collect();
        let mut done = Vec::new();
        // Those that wait to be written again may have been taken, too: a grant tells.
        for queue in [&mut self.sent, &mut self.again] {
            while queue.front().is_some_and(|entry| entry.sequence <= through) {
                if let Some(entry) = queue.pop_front() {
                    let error = errors
                        .remove(&entry.sequence)
                        .map(|error| error_of_item(error.unwrap_or_default()));
                    done.push((entry, error));
                }
            }
        }
        done
    }

    /// The session goes on, on a new stream: what was not confirmed is written again, as it was.
    pub(crate) fn rewind(&mut self) {
        self.sent.append(&mut self.again);
        std::mem::swap(&mut self.sent, &mut self.again);
    }

    /// A new session begins: messages go with new numbers, and settlements of the old session's deliveries are void.
    pub(crate) fn restart(&mut self) {
        self.sequence = 0;
        self.sends = self
            .abandon()
            .into_iter()
            .filter(|entry| !entry.is_settlement())
            .map(|entry| Entry { sequence: 0, ..entry })
            .collect();
    }

    /// Gives up all that waits or is not confirmed.
    pub(crate) fn abandon(&mut self) -> Vec<Entry> {
        let queues = [&mut self.sent, &mut self.again, &mut self.finishing, &mut self.sends];
        queues.into_iter().flat_map(std::mem::take).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::{ItemError, SettlementKind};

    fn message(id: &str) -> Entry {
        let envelope = Envelope {
            id: id.to_owned(),
            kind: MessageKind::Action as i32,
            ..Envelope::default()
        };
        Entry::send(envelope, None)
    }

    fn settlement() -> Entry {
        let held = Arc::new(Held::new(1, 1, Envelope::default()));
        held.close();
        let settlement = Settlement {
            sequence: 1,
            kind: SettlementKind::Respond as i32,
            answer: None,
        };
        Entry::settle(&held, settlement, None)
    }

    fn sequences(outbox: &mut Outbox, sends_too: bool) -> Vec<u64> {
        std::iter::from_fn(|| outbox.next(sends_too, usize::MAX))
            .map(|(item, _)| item.sequence)
            .collect()
    }

    #[test]
    fn writes_again_what_was_not_confirmed_by_the_same_numbers() {
        let mut outbox = Outbox::default();
        for id in ["a", "b", "c"] {
            outbox.add(message(id));
        }
        assert_eq!(sequences(&mut outbox, true), [1, 2, 3]);
        assert_eq!(outbox.confirm(1, vec![]).len(), 1);
        outbox.rewind();
        outbox.add(message("d"));
        assert_eq!(outbox.next(true, usize::MAX).expect("one waits").0.sequence, 2);
        // Cut again, half way through.
        outbox.rewind();
        assert_eq!(sequences(&mut outbox, true), [2, 3, 4]);
        let failed = FailedItem {
            sequence: 3,
            error: Some(ItemError::default()),
        };
        let errors: Vec<_> = outbox
            .confirm(4, vec![failed])
            .into_iter()
            .map(|(_, error)| error.is_some())
            .collect();
        assert_eq!(errors, [false, true, false]);
        assert!(outbox.is_empty());
    }

    #[test]
    fn lets_a_grant_confirm_what_waits_to_be_written_again() {
        let mut outbox = Outbox::default();
        outbox.add(message("a"));
        outbox.add(message("b"));
        sequences(&mut outbox, true);
        outbox.rewind();
        assert_eq!(outbox.confirm(1, vec![]).len(), 1);
        assert_eq!(sequences(&mut outbox, true), [2]);
    }

    #[test]
    fn finishes_work_first_and_alone_while_the_server_drains() {
        let mut outbox = Outbox::default();
        outbox.add(message("a"));
        outbox.add(settlement());
        assert_eq!(sequences(&mut outbox, false), [1]);
        assert!(outbox.waits(true) && !outbox.waits(false));
        assert_eq!(sequences(&mut outbox, true), [2]);
    }

    #[test]
    fn keeps_messages_but_no_settlements_in_a_new_session() {
        let mut outbox = Outbox::default();
        outbox.add(message("a"));
        outbox.add(settlement());
        sequences(&mut outbox, true);
        outbox.restart();
        let (item, _) = outbox.next(true, usize::MAX).expect("the message is kept");
        assert_eq!(item.sequence, 1);
        assert!(matches!(item.item, Some(Item::Send(_))));
        assert!(outbox.next(true, usize::MAX).is_none());
    }
}
