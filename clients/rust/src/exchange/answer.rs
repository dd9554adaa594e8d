use crate::error::{Code, Details, Error};
use crate::error_kind::ErrorKind;
use crate::failure::Failure;
use crate::proto::{AnswerStatus, Envelope};

/// What a request failed with, of its answer; `None` when it went well.
pub(crate) fn error_of_answer(envelope: &Envelope) -> Option<Error> {
    let status = AnswerStatus::try_from(envelope.status).ok();
    if status == Some(AnswerStatus::Ok) {
        return None;
    }
    let told = envelope.failure.clone().map(Failure::from_proto);
    if status == Some(AnswerStatus::Failed) {
        let failure = told.unwrap_or_else(|| Failure::new("Error", "the agent did not say why"));
        return Some(Error::agent(failure));
    }
    let message = told
        .as_ref()
        .map_or("the request was not carried out", |failure| failure.message.as_str())
        .to_owned();
    let mut details = Details {
        reason: status
            .and_then(reason_of)
            .map_or_else(|| format!("ANSWER_STATUS_{}", envelope.status), str::to_owned),
        source: told
            .and_then(|failure| failure.cause)
            .map(|cause| Error::agent(*cause).into()),
        ..Details::default()
    };
    if let Some(src) = &envelope.src {
        details.facts.insert("uid".to_owned(), src.uid.clone());
    }
    if status == Some(AnswerStatus::InvalidState) {
        details.reason.clear();
        return Some(Error::of_kind(
            ErrorKind::InvalidState,
            Code::FailedPrecondition,
            message,
            details,
        ));
    }
    Some(Error::new(message, details))
}

/// Reason of each way a request can end other than well; `None` where the failure is the agent's own.
fn reason_of(status: AnswerStatus) -> Option<&'static str> {
    match status {
        AnswerStatus::Cancelled => Some("REQUEST_CANCELLED"),
        AnswerStatus::MailboxTerminated => Some("MAILBOX_TERMINATED"),
        AnswerStatus::Expired => Some("EXPIRED"),
        AnswerStatus::Undeliverable => Some("UNDELIVERABLE"),
        AnswerStatus::HostLost => Some("HOST_LOST"),
        AnswerStatus::IncompatibleProtocol => Some("INCOMPATIBLE_PROTOCOL"),
        AnswerStatus::ActionNotFound => Some("ACTION_NOT_FOUND"),
        AnswerStatus::InvalidArguments => Some("INVALID_ARGUMENTS"),
        AnswerStatus::Unsupported => Some("UNSUPPORTED"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: AnswerStatus) -> Envelope {
        let cause = Failure::new("Deep", "no power");
        let failure = Failure::new("Wide", "no light").with_stack("at lamp").to_proto();
        let failure = crate::proto::Failure {
            cause: Some(Box::new(cause.to_proto())),
            ..failure
        };
        Envelope {
            status: status as i32,
            failure: Some(failure),
            ..Envelope::default()
        }
    }

    #[test]
    fn keeps_what_an_agent_says_of_its_failure() {
        let error = error_of_answer(&answer(AnswerStatus::Failed)).expect("it failed");
        assert_eq!((error.kind(), error.message()), (ErrorKind::Agent, "no light"));
        assert_eq!(error.failure().expect("it is told").stack, "at lamp");
        let source = std::error::Error::source(&error).expect("it has a cause");
        assert_eq!(source.to_string(), "Deep: no power");
    }

    #[test]
    fn names_the_reason_of_what_the_exchange_says() {
        assert!(error_of_answer(&answer(AnswerStatus::Ok)).is_none());
        let lost = error_of_answer(&answer(AnswerStatus::HostLost)).expect("it failed");
        assert_eq!(
            (lost.kind(), lost.reason(), lost.code()),
            (ErrorKind::HostLost, "HOST_LOST", Code::Aborted)
        );
        let state = error_of_answer(&answer(AnswerStatus::InvalidState)).expect("it failed");
        assert_eq!((state.kind(), state.reason()), (ErrorKind::InvalidState, ""));
    }
}
