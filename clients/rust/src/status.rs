use std::error::Error as StdError;

use prost::Message;
use prost_types::Any;
use tonic::{Code, Status};

use crate::duration;
use crate::error::{Details, Error, FieldViolation};
use crate::proto;
use crate::proto::rpc;

const DOMAIN: &str = "lyceum.v1";

/// Makes the error of a gRPC status. A call that neither side ended on purpose (the connection was reset, the server was killed) is
/// UNAVAILABLE, whatever tonic calls it.
pub(crate) fn error_of_status(status: Status) -> Error {
    let mut details = details_of(status.details());
    let local = status.source().is_some();
    let broken = matches!(status.code(), Code::Unknown | Code::Internal | Code::Cancelled);
    details.code = Some(if details.reason.is_empty() && local && broken {
        Code::Unavailable
    } else {
        status.code()
    });
    let message = match status.source().and_then(root_of) {
        Some(root) => format!("{}: {root}", status.message()),
        None => status.message().to_owned(),
    };
    details.source = Some(Box::new(status));
    Error::new(message, details)
}

/// The innermost source, which says what really happened: connection refused, say.
fn root_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let mut source = error.source()?;
    while let Some(next) = source.source() {
        source = next;
    }
    Some(source)
}

/// Makes the error of an item that was refused, or of a session that ended.
pub(crate) fn error_of_item(error: proto::ItemError) -> Error {
    let name = match proto::Reason::try_from(error.reason) {
        Ok(reason) => reason.as_str_name().trim_start_matches("REASON_").to_owned(),
        Err(_) => format!("REASON_{}", error.reason),
    };
    Error::new(
        error.message,
        Details {
            reason: name,
            facts: error.facts.into_iter().collect(),
            retry_delay: error.retry_delay.as_ref().map(duration::from_proto),
            ..Details::default()
        },
    )
}

/// Reads the serialised google.rpc.Status of `grpc-status-details-bin`; what cannot be read is left out.
fn details_of(binary: &[u8]) -> Details {
    let mut read = Details::default();
    let Ok(status) = rpc::Status::decode(binary) else {
        return read;
    };
    for detail in &status.details {
        if let Some(info) = unpack::<rpc::ErrorInfo>(detail, "google.rpc.ErrorInfo") {
            if info.domain == DOMAIN {
                read.reason = info.reason;
                read.facts = info.metadata.into_iter().collect();
            }
        } else if let Some(retry) = unpack::<rpc::RetryInfo>(detail, "google.rpc.RetryInfo") {
            read.retry_delay = Some(retry.retry_delay.as_ref().map(duration::from_proto).unwrap_or_default());
        } else if let Some(bad) = unpack::<rpc::BadRequest>(detail, "google.rpc.BadRequest") {
            let violations = bad.field_violations.into_iter();
            read.violations = violations
                .map(|violation| FieldViolation {
                    field: violation.field,
                    description: violation.description,
                })
                .collect();
        }
    }
    read
}

fn unpack<M: Message + Default>(any: &Any, name: &str) -> Option<M> {
    let named = any.type_url.rsplit('/').next() == Some(name);
    if named {
        M::decode(any.value.as_slice()).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error_kind::ErrorKind;

    fn any<M: Message>(name: &str, message: &M) -> Any {
        Any {
            type_url: format!("type.googleapis.com/{name}"),
            value: message.encode_to_vec(),
        }
    }

    #[test]
    fn reads_reason_facts_delay_and_violations() {
        let info = rpc::ErrorInfo {
            reason: "MAILBOX_FULL".to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: [("uid".to_owned(), "u".to_owned())].into(),
        };
        let retry = rpc::RetryInfo {
            retry_delay: Some(duration::to_proto(Duration::from_millis(250))),
        };
        let field = rpc::bad_request::FieldViolation {
            field: "name".to_owned(),
            description: "too long".to_owned(),
            ..Default::default()
        };
        let details = vec![
            any("google.rpc.ErrorInfo", &info),
            any("google.rpc.RetryInfo", &retry),
            any(
                "google.rpc.BadRequest",
                &rpc::BadRequest {
                    field_violations: vec![field],
                },
            ),
        ];
        let binary = rpc::Status {
            code: 8,
            message: "full".to_owned(),
            details,
        }
        .encode_to_vec();
        let error = error_of_status(Status::with_details(Code::ResourceExhausted, "full", binary.into()));
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Overloaded, "MAILBOX_FULL"));
        assert_eq!(error.facts()["uid"], "u");
        assert_eq!(error.retry_delay(), Some(Duration::from_millis(250)));
        assert_eq!(error.violations()[0].field, "name");
    }

    #[test]
    fn takes_a_broken_connection_for_unavailable() {
        let broken = std::io::Error::new(std::io::ErrorKind::BrokenPipe, "broken pipe");
        assert_eq!(
            error_of_status(Status::from_error(broken.into())).kind(),
            ErrorKind::Unavailable
        );
        assert_eq!(error_of_status(Status::internal("a bug")).code(), Code::Internal);
    }

    #[test]
    fn bears_details_that_are_none() {
        let error = error_of_status(Status::with_details(Code::NotFound, "no", vec![255, 255, 255].into()));
        assert_eq!((error.kind(), error.reason()), (ErrorKind::NotFound, ""));
    }
}
