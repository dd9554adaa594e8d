use std::sync::Arc;

use crate::agent::action::Ready;
use crate::agent::context::{Context, Surroundings};
use crate::agent::definition::Agent;
use crate::agent::describe::describe;
use crate::agent::from_arguments::fit;
use crate::agent::panics::caught;
use crate::agent::part_sender::PartSender;
use crate::agent::running::Running;
use crate::arguments;
use crate::description::DESCRIBE_ACTION;
use crate::exchange::envelope::{Answer, payload_of};
use crate::exchange::messenger::MAX_BODY_BYTES;
use crate::failure::Failure;
use crate::payload::{BYTES_TYPE, JSON_TYPE, PROTOBUF_TYPE, Payload};
use crate::proto::{AnswerStatus, Envelope};

const DEFAULT_TYPES: &[&str] = &[JSON_TYPE, PROTOBUF_TYPE, BYTES_TYPE];

/// A request that fits an action.
pub(crate) struct Prepared {
    pub ready: Ready,
    pub redeliverable: bool,
}

/// Finds the action that a request names and reads its arguments; or tells what it is refused with.
pub(crate) fn prepare(agent: &Agent, allowed_types: &[String], request: &Envelope) -> Result<Prepared, Box<Answer>> {
    let name = &request.action;
    if name == DESCRIBE_ACTION {
        let description = Payload::json(&describe(agent)).map_err(Failure::from);
        let ready: Ready = Box::new(move |_, _| Box::pin(async move { description }));
        return Ok(Prepared {
            ready,
            redeliverable: true,
        });
    }
    let Some(action) = agent.actions.get(name) else {
        let message = format!(
            "{} does not have an action named {name:?}; ask it by {DESCRIBE_ACTION} what it has",
            agent.lineage[0]
        );
        return Err(refused(AnswerStatus::ActionNotFound, "ActionNotFound", message));
    };
    let payload = payload_of(&mut request.clone());
    let base = payload.base_type();
    let allowed = if allowed_types.is_empty() {
        DEFAULT_TYPES.iter().any(|one| one.eq_ignore_ascii_case(base))
    } else {
        allowed_types.iter().any(|one| one.eq_ignore_ascii_case(base))
    };
    if !payload.data.is_empty() && !allowed {
        let message = format!("the agent does not accept arguments of type {base}");
        return Err(refused(AnswerStatus::InvalidArguments, "MediaTypeNotAllowed", message));
    }
    let names: Vec<_> = action
        .parameters
        .iter()
        .map(|parameter| parameter.name.clone())
        .collect();
    let ready = arguments::decode(payload).and_then(|received| (action.prepare)(fit(received, &names)?));
    match ready {
        Ok(ready) => Ok(Prepared {
            ready,
            redeliverable: action.redeliverable,
        }),
        Err(error) => {
            let message = format!("arguments of {name}: {}", error.message());
            Err(refused(AnswerStatus::InvalidArguments, "InvalidArguments", message))
        }
    }
}

/// Runs an action's code and tells how it is to be answered; it never fails itself.
pub(crate) async fn perform(surroundings: Arc<Surroundings>, action: &Running, ready: Ready) -> Answer {
    let parts = PartSender::new(surroundings.messenger.clone(), action.held.clone());
    let context = action.context(surroundings);
    let outcome = caught(run(ready, context, parts.clone())).await;
    // The parts so far go first: an answer ends the stream.
    let flushed = parts.flush().await;
    let outcome = outcome.and_then(|payload| flushed.map(|()| payload).map_err(Failure::from));
    let answer = match outcome.and_then(|payload| fits(payload, &action.held.envelope.action)) {
        Ok(payload) => Answer {
            payload,
            ..Answer::ok()
        },
        Err(failure) => Answer::refusal(AnswerStatus::Failed, failure),
    };
    Answer {
        parts: parts.count(),
        ..answer
    }
}

/// The code is called here, too, so that a panic before its first await is caught.
async fn run(ready: Ready, context: Context, parts: Arc<PartSender>) -> Result<Payload, Failure> {
    ready(context, parts).await
}

fn fits(payload: Payload, action: &str) -> Result<Payload, Failure> {
    let bytes = payload.data.len();
    if bytes <= MAX_BODY_BYTES {
        return Ok(payload);
    }
    let message = format!(
        "the result of {action} has {bytes} bytes, no message may have more than {MAX_BODY_BYTES}; return less, or stream it in parts"
    );
    Err(Failure::new("ResultTooLarge", message).non_retryable())
}

fn refused(status: AnswerStatus, type_name: &str, message: String) -> Box<Answer> {
    Box::new(Answer::refusal(
        status,
        Failure::new(type_name, message).non_retryable(),
    ))
}
