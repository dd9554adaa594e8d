use std::collections::VecDeque;

use crate::error::{Code, Details, Error};
use crate::error_kind::ErrorKind;
use crate::exchange::envelope::payload_of;
use crate::exchange::pending::Receipt;
use crate::payload::Payload;
use crate::proto::Envelope;

/// What waits for its reader.
enum Waiting {
    Part(Payload),
    /// The agent is told once the parts before it are read, which is when this is dropped.
    #[expect(dead_code, reason = "what it does is done when it is dropped")]
    Receipt(Receipt),
}

/// The parts of a streamed result in their order, each once, between the connection and their reader.
#[derive(Default)]
pub(crate) struct PartBuffer {
    waiting: VecDeque<Waiting>,
    attempt: u32,
    next: u32,
    handed_out: bool,
}

impl PartBuffer {
    /// Takes a part; a repeat is dropped.
    ///
    /// # Errors
    ///
    /// Kind `StreamBroken` when parts were lost, or when it begins again after some were read.
    pub(crate) fn add(&mut self, mut envelope: Envelope) -> Result<(), Error> {
        if envelope.attempt < self.attempt {
            return Ok(());
        }
        self.restart(envelope.attempt)?;
        if envelope.part < self.next {
            return Ok(());
        }
        if envelope.part > self.next {
            return Err(broken(format!("part {} was lost on the way", self.next)));
        }
        self.next += 1;
        self.waiting.push_back(Waiting::Part(payload_of(&mut envelope)));
        Ok(())
    }

    /// The agent wants to know when the parts so far are read.
    pub(crate) fn receipt(&mut self, receipt: Receipt) {
        self.waiting.push_back(Waiting::Receipt(receipt));
    }

    /// An attempt has ended after so many parts.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub(crate) fn end(&mut self, attempt: u32, count: u32) -> Result<(), Error> {
        if attempt > self.attempt {
            self.restart(attempt)?;
        }
        if self.next >= count {
            return Ok(());
        }
        Err(broken(format!(
            "{} of {count} parts were lost on the way",
            count - self.next
        )))
    }

    /// The next part, where one waits.
    pub(crate) fn pop(&mut self) -> Option<Payload> {
        while let Some(waiting) = self.waiting.pop_front() {
            if let Waiting::Part(payload) = waiting {
                self.handed_out = true;
                return Some(payload);
            }
        }
        None
    }

    /// Forgets the parts of an attempt before.
    fn restart(&mut self, attempt: u32) -> Result<(), Error> {
        if attempt == self.attempt {
            return Ok(());
        }
        self.attempt = attempt;
        self.next = 0;
        self.waiting.clear();
        if self.handed_out {
            return Err(broken(
                "the stream began again, on another host, after parts of it were read".to_owned(),
            ));
        }
        Ok(())
    }
}

fn broken(message: String) -> Error {
    Error::of_kind(ErrorKind::StreamBroken, Code::Unknown, message, Details::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(attempt: u32, part: u32) -> Envelope {
        Envelope {
            attempt,
            part,
            body: part.to_string().into(),
            ..Envelope::default()
        }
    }

    fn values(buffer: &mut PartBuffer) -> Vec<u32> {
        std::iter::from_fn(|| buffer.pop())
            .map(|payload| payload.read().expect("it is a number"))
            .collect()
    }

    #[test]
    fn drops_repeats() {
        let mut buffer = PartBuffer::default();
        for index in [0, 0, 1, 0, 1, 2] {
            buffer.add(part(1, index)).expect("it is in order");
        }
        assert_eq!(values(&mut buffer), [0, 1, 2]);
        buffer.end(1, 3).expect("all are there");
    }

    #[test]
    fn notices_what_is_lost() {
        let mut buffer = PartBuffer::default();
        buffer.add(part(1, 0)).expect("it is in order");
        assert_eq!(
            buffer.add(part(1, 2)).expect_err("one is lost").kind(),
            ErrorKind::StreamBroken
        );
        assert_eq!(
            buffer.end(1, 3).expect_err("two are lost").message(),
            "2 of 3 parts were lost on the way"
        );
    }

    #[test]
    fn begins_again_unless_parts_were_read() {
        let mut buffer = PartBuffer::default();
        buffer.add(part(1, 0)).expect("it is in order");
        buffer.add(part(2, 0)).expect("nothing was read");
        buffer.add(part(1, 1)).expect("it is late");
        assert_eq!(values(&mut buffer), [0]);
        assert_eq!(
            buffer.add(part(3, 0)).expect_err("some were read").kind(),
            ErrorKind::StreamBroken
        );
    }
}
