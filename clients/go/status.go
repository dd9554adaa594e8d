package lyceum

import (
	"errors"
	"maps"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const errorDomain = "lyceum.v1"

// errorOfStatus makes the error of a gRPC status, with what its details say.
func errorOfStatus(err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	told := status.Convert(err)
	e := &Error{Code: told.Code(), Message: told.Message(), Cause: err}
	for _, detail := range told.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() == errorDomain {
				e.Reason, e.Facts = Reason(detail.GetReason()), maps.Clone(detail.GetMetadata())
			}
		case *errdetails.RetryInfo:
			delay := detail.GetRetryDelay().AsDuration()
			e.RetryDelay = &delay
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				e.Violations = append(e.Violations, FieldViolation{violation.GetField(), violation.GetDescription()})
			}
		}
	}
	if e.Reason == "" && wasReset(told) {
		e.Code = codes.Unavailable
	}
	return e
}

// A call that neither side ended on purpose (the server was killed, something on the way reset the stream) is unavailable,
// whatever the library makes of the code that came.
func wasReset(told *status.Status) bool {
	switch told.Code() {
	case codes.Canceled, codes.Internal, codes.Unknown:
		return strings.Contains(told.Message(), "RST_STREAM")
	default:
		return false
	}
}

// codeOfReason has the status that goes with each reason which comes without one, in items of batches and in answers.
var codeOfReason = map[Reason]codes.Code{
	ErrInvalidField:         codes.InvalidArgument,
	ErrMessageTooLarge:      codes.InvalidArgument,
	ErrIDReused:             codes.InvalidArgument,
	ErrInvalidArguments:     codes.InvalidArgument,
	ErrMailboxNotFound:      codes.NotFound,
	ErrManagerNotFound:      codes.NotFound,
	ErrRunNotFound:          codes.NotFound,
	ErrExecutorNotFound:     codes.NotFound,
	ErrTemplateNotFound:     codes.NotFound,
	ErrKindNotFound:         codes.NotFound,
	ErrNotLaunchedHere:      codes.NotFound,
	ErrActionNotFound:       codes.NotFound,
	ErrRequestNotFound:      codes.NotFound,
	ErrDeadLetterNotFound:   codes.NotFound,
	ErrMailboxTerminated:    codes.FailedPrecondition,
	ErrManagerClosed:        codes.FailedPrecondition,
	ErrAlreadyExecuted:      codes.FailedPrecondition,
	ErrAlreadyRunning:       codes.FailedPrecondition,
	ErrNoDefaultExecutor:    codes.FailedPrecondition,
	ErrDefaultManager:       codes.FailedPrecondition,
	ErrRunEnded:             codes.FailedPrecondition,
	ErrSessionEnded:         codes.FailedPrecondition,
	ErrIncompatibleProtocol: codes.FailedPrecondition,
	ErrUnsupported:          codes.FailedPrecondition,
	ErrExecutorExists:       codes.AlreadyExists,
	ErrUIDTaken:             codes.AlreadyExists,
	ErrSuperseded:           codes.Aborted,
	ErrHostLost:             codes.Aborted,
	ErrUndeliverable:        codes.Aborted,
	ErrCursorExpired:        codes.OutOfRange,
	ErrMailboxFull:          codes.ResourceExhausted,
	ErrTooManyOutstanding:   codes.ResourceExhausted,
	ErrQuotaExceeded:        codes.ResourceExhausted,
	ErrTokenMissing:         codes.Unauthenticated,
	ErrTokenInvalid:         codes.Unauthenticated,
	ErrTokenExpired:         codes.Unauthenticated,
	ErrNotPermitted:         codes.PermissionDenied,
	ErrServerDraining:       codes.Unavailable,
	ErrStoreUnavailable:     codes.Unavailable,
	ErrExpired:              codes.DeadlineExceeded,
	ErrRequestCancelled:     codes.Canceled,
	ErrInternal:             codes.Internal,
}

// errorOfReason makes the error of a reason that came without a status; one that is not known is kept as it is.
func errorOfReason(reason Reason, message string) *Error {
	code, known := codeOfReason[reason]
	if !known {
		code = codes.Unknown
	}
	return &Error{Reason: reason, Code: code, Message: message}
}

// errorOfItem makes the error of an item that was refused, or of a session that ended.
func errorOfItem(item *pb.ItemError) error {
	e := errorOfReason(reasonOfProto(item.GetReason()), item.GetMessage())
	e.Facts = maps.Clone(item.GetFacts())
	if item.GetRetryDelay() != nil {
		delay := item.GetRetryDelay().AsDuration()
		e.RetryDelay = &delay
	}
	return e
}

func reasonOfProto(reason pb.Reason) Reason {
	if reason == pb.Reason_REASON_UNSPECIFIED {
		return ""
	}
	return Reason(strings.TrimPrefix(reason.String(), "REASON_"))
}

func localFault(reason pb.Reason, code codes.Code, message string) error {
	e := &Error{Reason: reasonOfProto(reason), Code: code, Message: message}
	if e.Reason == "" && code == codes.Canceled {
		e.Reason = ErrClosed
	}
	return e
}
