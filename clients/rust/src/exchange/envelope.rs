use std::time::Duration;

use bytes::Bytes;

use crate::duration;
use crate::failure::Failure;
use crate::payload::Payload;
use crate::proto::{AnswerStatus, EntityId, Envelope, MessageKind, Settlement, SettlementKind};

/// Label of the ping by which an agent asks whether the parts that it sent so far were read.
pub(crate) const PARTS_LABEL: &str = "lyceum.parts";
/// Label of a request to end that is made because the server stops.
pub(crate) const DRAIN_LABEL: &str = "lyceum.drain";

/// W3C trace context of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// `traceparent`.
    pub parent: String,
    /// `tracestate`; empty means none.
    pub state: String,
}

/// What a request is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outgoing {
    pub kind: MessageKind,
    pub dest: EntityId,
    pub action: String,
    pub label: String,
    pub payload: Payload,
    pub timeout: Option<Duration>,
    pub target_id: String,
    pub terminate: Option<bool>,
    pub trace: Trace,
    pub part: u32,
}

impl Outgoing {
    pub(crate) fn into_envelope(self, id: String) -> Envelope {
        Envelope {
            id,
            kind: self.kind as i32,
            dest: Some(self.dest),
            label: self.label,
            timeout: self.timeout.map(duration::to_proto),
            traceparent: self.trace.parent,
            tracestate: self.trace.state,
            action: self.action,
            media_type: self.payload.media_type,
            body: self.payload.data,
            target_id: self.target_id,
            terminate: self.terminate,
            part: self.part,
            ..Envelope::default()
        }
    }
}

/// How a request is answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: AnswerStatus,
    pub payload: Payload,
    pub failure: Option<Failure>,
    /// How many parts went before it.
    pub parts: u32,
}

impl Answer {
    pub(crate) fn ok() -> Self {
        Self::with_status(AnswerStatus::Ok)
    }

    pub(crate) fn refusal(status: AnswerStatus, failure: Failure) -> Self {
        Self {
            failure: Some(failure),
            ..Self::with_status(status)
        }
    }

    fn with_status(status: AnswerStatus) -> Self {
        Self {
            status,
            payload: Payload::default(),
            failure: None,
            parts: 0,
        }
    }

    /// Makes the envelope; what it leaves out is taken from the request.
    fn into_envelope(self) -> Envelope {
        Envelope {
            kind: MessageKind::Response as i32,
            media_type: self.payload.media_type,
            body: self.payload.data,
            status: self.status as i32,
            failure: self.failure.as_ref().map(Failure::to_proto),
            part: self.parts,
            ..Envelope::default()
        }
    }
}

/// Makes a settlement.
pub(crate) fn settlement(sequence: u64, kind: SettlementKind, answer: Option<Answer>) -> Settlement {
    Settlement {
        sequence,
        kind: kind as i32,
        answer: answer.map(Answer::into_envelope),
    }
}

/// The body of an envelope, with its type.
pub(crate) fn payload_of(envelope: &mut Envelope) -> Payload {
    // A copy where it is small, since the body is a slice of a whole frame, which it would keep.
    let body = std::mem::take(&mut envelope.body);
    let data = if body.len() < 65_536 {
        Bytes::copy_from_slice(&body)
    } else {
        body
    };
    Payload {
        media_type: std::mem::take(&mut envelope.media_type),
        data,
    }
}
