use tonic::Code;

/// What sort of error it is; [`Error::reason`](crate::Error::reason) is finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something that was named does not exist here, or the caller may not know of it.
    NotFound,
    /// No such mailbox.
    MailboxNotFound,
    /// The agent has no action of this name.
    ActionNotFound,
    /// The agent was not launched by this manager.
    NotLaunchedHere,
    /// The manager has no executor of this name, or the operator no such template.
    ExecutorNotFound,
    /// The operator's catalogue has no agent kind of this name.
    KindNotFound,
    /// The mailbox is terminated for good.
    MailboxTerminated,
    /// A body is larger than the server bears; facts: size, limit.
    MessageTooLarge,
    /// A request is malformed; the violations say where.
    InvalidRequest,
    /// Arguments cannot be decoded, or do not fit the action.
    InvalidArguments,
    /// A value has no form that can travel: NaN, an infinity, a path that is no UTF-8.
    Serialization,
    /// Time ran out.
    Timeout,
    /// A request's deadline or queue time passed before it was answered.
    Expired,
    /// The request was cancelled.
    Cancelled,
    /// The agent's host had taken the request and was lost; the action may have run.
    HostLost,
    /// Delivered as often as allowed and never settled; there is a dead letter.
    Undeliverable,
    /// A newer attempt or session took over, for good.
    Superseded,
    /// The session, client or handle is over.
    Closed,
    /// The cursor is older than what the server keeps.
    CursorExpired,
    /// The receiver does not accept this protocol.
    IncompatibleProtocol,
    /// The receiver does not answer requests of this kind.
    Unsupported,
    /// The thing is in no state for this.
    InvalidState,
    /// The manager is closing or closed.
    ManagerClosed,
    /// This manager launched the agent before, or a run of it is under way.
    AlreadyExecuted,
    /// The launch names no executor and the manager has no default.
    NoDefaultExecutor,
    /// The name or id is taken.
    AlreadyExists,
    /// The mailbox or the sender is at its bound; the retry delay says when to try again.
    Overloaded,
    /// The namespace has as many mailboxes, runs or stored bytes as its operator allows.
    QuotaExceeded,
    /// The caller may know of the thing, but not do this to it.
    NotPermitted,
    /// The credential is missing, wrong or too old.
    Unauthenticated,
    /// The server cannot be reached, is stopping, or its store takes no writes.
    Unavailable,
    /// Parts of a streamed result came to nothing: the stream began again, or some were lost.
    StreamBroken,
    /// Something went wrong inside an agent.
    Agent,
    /// A run ended other than well.
    Run,
    /// A wait's time ran out before its condition was met.
    WaitTimeout,
    /// Several errors at once.
    Several,
    /// What has no kind of its own.
    Other,
}

/// Kind and status of each reason, in the order of `lyceum.v1.Reason`.
const KNOWN: &[(&str, ErrorKind, Code)] = &[
    ("INVALID_FIELD", ErrorKind::InvalidRequest, Code::InvalidArgument),
    ("MESSAGE_TOO_LARGE", ErrorKind::MessageTooLarge, Code::InvalidArgument),
    ("ID_REUSED", ErrorKind::InvalidRequest, Code::InvalidArgument),
    ("INVALID_ARGUMENTS", ErrorKind::InvalidArguments, Code::InvalidArgument),
    ("MAILBOX_NOT_FOUND", ErrorKind::MailboxNotFound, Code::NotFound),
    ("MANAGER_NOT_FOUND", ErrorKind::NotFound, Code::NotFound),
    ("RUN_NOT_FOUND", ErrorKind::NotFound, Code::NotFound),
    ("EXECUTOR_NOT_FOUND", ErrorKind::ExecutorNotFound, Code::NotFound),
    ("TEMPLATE_NOT_FOUND", ErrorKind::ExecutorNotFound, Code::NotFound),
    ("KIND_NOT_FOUND", ErrorKind::KindNotFound, Code::NotFound),
    ("NOT_LAUNCHED_HERE", ErrorKind::NotLaunchedHere, Code::NotFound),
    ("ACTION_NOT_FOUND", ErrorKind::ActionNotFound, Code::NotFound),
    ("REQUEST_NOT_FOUND", ErrorKind::NotFound, Code::NotFound),
    ("DEAD_LETTER_NOT_FOUND", ErrorKind::NotFound, Code::NotFound),
    (
        "MAILBOX_TERMINATED",
        ErrorKind::MailboxTerminated,
        Code::FailedPrecondition,
    ),
    ("MANAGER_CLOSED", ErrorKind::ManagerClosed, Code::FailedPrecondition),
    ("ALREADY_EXECUTED", ErrorKind::AlreadyExecuted, Code::FailedPrecondition),
    ("ALREADY_RUNNING", ErrorKind::AlreadyExecuted, Code::FailedPrecondition),
    (
        "NO_DEFAULT_EXECUTOR",
        ErrorKind::NoDefaultExecutor,
        Code::FailedPrecondition,
    ),
    ("DEFAULT_MANAGER", ErrorKind::InvalidState, Code::FailedPrecondition),
    ("RUN_ENDED", ErrorKind::InvalidState, Code::FailedPrecondition),
    ("SESSION_ENDED", ErrorKind::Closed, Code::FailedPrecondition),
    (
        "INCOMPATIBLE_PROTOCOL",
        ErrorKind::IncompatibleProtocol,
        Code::FailedPrecondition,
    ),
    ("EXECUTOR_EXISTS", ErrorKind::AlreadyExists, Code::AlreadyExists),
    ("UID_TAKEN", ErrorKind::AlreadyExists, Code::AlreadyExists),
    ("SUPERSEDED", ErrorKind::Superseded, Code::Aborted),
    ("HOST_LOST", ErrorKind::HostLost, Code::Aborted),
    ("UNDELIVERABLE", ErrorKind::Undeliverable, Code::Aborted),
    ("CURSOR_EXPIRED", ErrorKind::CursorExpired, Code::OutOfRange),
    ("MAILBOX_FULL", ErrorKind::Overloaded, Code::ResourceExhausted),
    ("TOO_MANY_OUTSTANDING", ErrorKind::Overloaded, Code::ResourceExhausted),
    ("QUOTA_EXCEEDED", ErrorKind::QuotaExceeded, Code::ResourceExhausted),
    ("TOKEN_MISSING", ErrorKind::Unauthenticated, Code::Unauthenticated),
    ("TOKEN_INVALID", ErrorKind::Unauthenticated, Code::Unauthenticated),
    ("TOKEN_EXPIRED", ErrorKind::Unauthenticated, Code::Unauthenticated),
    ("NOT_PERMITTED", ErrorKind::NotPermitted, Code::PermissionDenied),
    ("SERVER_DRAINING", ErrorKind::Unavailable, Code::Unavailable),
    ("STORE_UNAVAILABLE", ErrorKind::Unavailable, Code::Unavailable),
    ("EXPIRED", ErrorKind::Expired, Code::DeadlineExceeded),
    ("REQUEST_CANCELLED", ErrorKind::Cancelled, Code::Cancelled),
    ("UNSUPPORTED", ErrorKind::Unsupported, Code::FailedPrecondition),
    ("INTERNAL", ErrorKind::Other, Code::Internal),
];

/// Kind and status of a reason or, where it is none that is known, of a status.
pub(crate) fn kind_of(reason: &str, code: Option<Code>) -> (ErrorKind, Code) {
    if let Some((_, kind, own)) = KNOWN.iter().find(|(name, _, _)| *name == reason) {
        return (*kind, code.unwrap_or(*own));
    }
    let code = code.unwrap_or(Code::Unknown);
    let kind = match code {
        Code::InvalidArgument => ErrorKind::InvalidRequest,
        Code::DeadlineExceeded => ErrorKind::Timeout,
        Code::NotFound => ErrorKind::NotFound,
        Code::AlreadyExists => ErrorKind::AlreadyExists,
        Code::PermissionDenied => ErrorKind::NotPermitted,
        Code::FailedPrecondition => ErrorKind::InvalidState,
        Code::OutOfRange => ErrorKind::CursorExpired,
        Code::Unimplemented => ErrorKind::Unsupported,
        Code::Unavailable => ErrorKind::Unavailable,
        Code::Unauthenticated => ErrorKind::Unauthenticated,
        _ => ErrorKind::Other,
    };
    (kind, code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::Reason;

    #[test]
    fn knows_every_reason_of_the_api() {
        let all = (1..=64).filter_map(|number| Reason::try_from(number).ok());
        for reason in all {
            let name = reason.as_str_name().trim_start_matches("REASON_");
            assert!(KNOWN.iter().any(|(known, _, _)| *known == name), "{name} has no kind");
        }
        for (name, _, _) in KNOWN {
            assert!(
                Reason::from_str_name(&format!("REASON_{name}")).is_some(),
                "{name} is no reason"
            );
        }
    }

    #[test]
    fn takes_an_unknown_reason_by_its_status() {
        assert_eq!(
            kind_of("NEW_ONE", Some(Code::NotFound)),
            (ErrorKind::NotFound, Code::NotFound)
        );
        assert_eq!(
            kind_of("", Some(Code::Unavailable)),
            (ErrorKind::Unavailable, Code::Unavailable)
        );
    }
}
