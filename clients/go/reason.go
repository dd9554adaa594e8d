package lyceum

// Reason says why something failed, for programs. It is an error itself, so that
// errors.Is(err, lyceum.ErrMailboxTerminated) tells whether that is why err happened. New reasons may come with a newer
// server; tell one that you do not know by the error's status code.
type Reason string

// Error makes a reason something to compare with, by errors.Is.
func (r Reason) Error() string { return string(r) }

// Reasons that the server states. Beside the gRPC status that each has, proto/README.md says when it happens.
const (
	// ErrInvalidField: a field of a request is missing or malformed; Error.Violations says which.
	ErrInvalidField Reason = "INVALID_FIELD"
	// ErrMessageTooLarge: a body is larger than the server bears; facts size and limit.
	ErrMessageTooLarge Reason = "MESSAGE_TOO_LARGE"
	// ErrIDReused: the id stands for a call with other content.
	ErrIDReused Reason = "ID_REUSED"
	// ErrInvalidArguments: arguments cannot be encoded or decoded, or do not fit the action.
	ErrInvalidArguments Reason = "INVALID_ARGUMENTS"
	// ErrMailboxNotFound: no such mailbox, or the caller may not know of it.
	ErrMailboxNotFound Reason = "MAILBOX_NOT_FOUND"
	// ErrManagerNotFound: no such manager.
	ErrManagerNotFound Reason = "MANAGER_NOT_FOUND"
	// ErrRunNotFound: no such run under this manager.
	ErrRunNotFound Reason = "RUN_NOT_FOUND"
	// ErrExecutorNotFound: the manager has no executor of this name.
	ErrExecutorNotFound Reason = "EXECUTOR_NOT_FOUND"
	// ErrTemplateNotFound: the operator has no executor template of this name.
	ErrTemplateNotFound Reason = "TEMPLATE_NOT_FOUND"
	// ErrKindNotFound: the operator's catalogue has no agent kind of this name.
	ErrKindNotFound Reason = "KIND_NOT_FOUND"
	// ErrNotLaunchedHere: the agent was not launched by this manager.
	ErrNotLaunchedHere Reason = "NOT_LAUNCHED_HERE"
	// ErrActionNotFound: the agent has no action of this name.
	ErrActionNotFound Reason = "ACTION_NOT_FOUND"
	// ErrRequestNotFound: no such request is pending.
	ErrRequestNotFound Reason = "REQUEST_NOT_FOUND"
	// ErrDeadLetterNotFound: no such dead letter.
	ErrDeadLetterNotFound Reason = "DEAD_LETTER_NOT_FOUND"
	// ErrMailboxTerminated: the mailbox was ended for good; its cause, where there is one, is what its agent failed with.
	ErrMailboxTerminated Reason = "MAILBOX_TERMINATED"
	// ErrManagerClosed: the manager is closing or closed.
	ErrManagerClosed Reason = "MANAGER_CLOSED"
	// ErrAlreadyExecuted: this manager launched the agent before.
	ErrAlreadyExecuted Reason = "ALREADY_EXECUTED"
	// ErrAlreadyRunning: a run of the agent is under way.
	ErrAlreadyRunning Reason = "ALREADY_RUNNING"
	// ErrNoDefaultExecutor: the launch names no executor and the manager has no default.
	ErrNoDefaultExecutor Reason = "NO_DEFAULT_EXECUTOR"
	// ErrDefaultManager: the server's own manager cannot do this.
	ErrDefaultManager Reason = "DEFAULT_MANAGER"
	// ErrRunEnded: the run has ended.
	ErrRunEnded Reason = "RUN_ENDED"
	// ErrSessionEnded: the session is over or unknown.
	ErrSessionEnded Reason = "SESSION_ENDED"
	// ErrIncompatibleProtocol: the receiver does not accept the body's protocol.
	ErrIncompatibleProtocol Reason = "INCOMPATIBLE_PROTOCOL"
	// ErrUnsupported: the receiver does not answer requests of this kind, as a user does not.
	ErrUnsupported Reason = "UNSUPPORTED"
	// ErrExecutorExists: the manager has an executor of this name.
	ErrExecutorExists Reason = "EXECUTOR_EXISTS"
	// ErrUIDTaken: the uid belongs to somebody else.
	ErrUIDTaken Reason = "UID_TAKEN"
	// ErrSuperseded: a newer attempt or session took over, for good.
	ErrSuperseded Reason = "SUPERSEDED"
	// ErrHostLost: the agent's host had taken the request and was lost; the action may have run.
	ErrHostLost Reason = "HOST_LOST"
	// ErrUndeliverable: delivered as often as allowed and never settled; there is a dead letter.
	ErrUndeliverable Reason = "UNDELIVERABLE"
	// ErrCursorExpired: the revision or page token is older than what is kept.
	ErrCursorExpired Reason = "CURSOR_EXPIRED"
	// ErrMailboxFull: the mailbox is at its bound; Error.RetryDelay says when to try again.
	ErrMailboxFull Reason = "MAILBOX_FULL"
	// ErrTooManyOutstanding: the sender has too many unanswered requests.
	ErrTooManyOutstanding Reason = "TOO_MANY_OUTSTANDING"
	// ErrQuotaExceeded: the namespace has as much as its operator allows; end some first.
	ErrQuotaExceeded Reason = "QUOTA_EXCEEDED"
	// ErrTokenMissing: the call has no credential.
	ErrTokenMissing Reason = "TOKEN_MISSING"
	// ErrTokenInvalid: the credential is not one of this server's.
	ErrTokenInvalid Reason = "TOKEN_INVALID"
	// ErrTokenExpired: the credential's time is over.
	ErrTokenExpired Reason = "TOKEN_EXPIRED"
	// ErrNotPermitted: the caller may know of the thing, but not do this to it.
	ErrNotPermitted Reason = "NOT_PERMITTED"
	// ErrServerDraining: the server is stopping or starting.
	ErrServerDraining Reason = "SERVER_DRAINING"
	// ErrStoreUnavailable: the server's store takes no writes.
	ErrStoreUnavailable Reason = "STORE_UNAVAILABLE"
	// ErrExpired: the request's deadline or queue time passed before it was answered.
	ErrExpired Reason = "EXPIRED"
	// ErrRequestCancelled: the request was cancelled, by its caller, by who manages the agent, or as the agent ended.
	ErrRequestCancelled Reason = "REQUEST_CANCELLED"
	// ErrInternal: a bug of the server; its log has more under the fact error_id.
	ErrInternal Reason = "INTERNAL"
)

// Reasons of this package's own.
const (
	// ErrClosed: the client, handle or stream was closed by its program.
	ErrClosed Reason = "CLOSED"
	// ErrInvalidState: the thing is in no state for this, as a call that has ended cannot be cancelled.
	ErrInvalidState Reason = "INVALID_STATE"
	// ErrStreamBroken: parts of a streamed result were lost, or it began again on another host after some were read.
	ErrStreamBroken Reason = "STREAM_BROKEN"
	// ErrInvalidAgent: the declaration of an agent is wrong.
	ErrInvalidAgent Reason = "INVALID_AGENT"
)
