package lyceum

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Error is what every error of this package is, or can be had from by errors.As. Tell one from another by its reason:
//
//	errors.Is(err, lyceum.ErrMailboxTerminated)
//
// An error whose time ran out is also context.DeadlineExceeded to errors.Is; one of a call that its own program cancelled is
// context.Canceled.
type Error struct {
	// Reason says why; empty where nobody stated it, as when the server cannot be reached. Code tells more then.
	Reason Reason
	// Code is the gRPC status.
	Code codes.Code
	// Message is one sentence for people.
	Message string
	// Facts are for programs: uid, size, limit.
	Facts map[string]string
	// RetryDelay is when trying again may help; nil means that it does not help.
	RetryDelay *time.Duration
	// Violations say what is wrong with the request, field by field.
	Violations []FieldViolation
	// Cause is what led to it; nil means nothing else did.
	Cause error
}

// FieldViolation is a field of a request that is missing or malformed.
type FieldViolation struct {
	Field, Description string
}

// Error tells the message, with the reason.
func (e *Error) Error() string {
	if e.Reason == "" {
		return "lyceum: " + e.Message
	}
	return fmt.Sprintf("lyceum: %s (%s)", e.Message, e.Reason)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is tells whether the target is its reason, or context.DeadlineExceeded for one whose time ran out.
func (e *Error) Is(target error) bool {
	if reason, ok := target.(Reason); ok {
		return reason != "" && reason == e.Reason
	}
	return target == context.DeadlineExceeded && e.Code == codes.DeadlineExceeded
}

// Timeout tells whether its time ran out, as net.Error does.
func (e *Error) Timeout() bool { return e.Code == codes.DeadlineExceeded }

// Temporary tells whether the same call may succeed later: the server cannot be reached, or says when to come back.
func (e *Error) Temporary() bool { return e.Code == codes.Unavailable || e.RetryDelay != nil }

// GRPCStatus is what status.Code and the like read.
func (e *Error) GRPCStatus() *status.Status { return status.New(e.Code, e.Message) }

// ReasonOf tells why an error happened; empty where it has no reason.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// temporary tells whether the same call may do better later.
func temporary(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Temporary()
}

// retryDelay tells when trying again may help; false when it does not.
func retryDelay(err error) (time.Duration, bool) {
	var e *Error
	if errors.As(err, &e) && e.RetryDelay != nil {
		return *e.RetryDelay, true
	}
	return 0, false
}

// fault makes an error that this side states.
func fault(reason Reason, code codes.Code, format string, args ...any) *Error {
	return &Error{Reason: reason, Code: code, Message: fmt.Sprintf(format, args...)}
}

func invalidArguments(format string, args ...any) *Error {
	return fault(ErrInvalidArguments, codes.InvalidArgument, format, args...)
}

func closedError(format string, args ...any) *Error {
	return fault(ErrClosed, codes.Canceled, format, args...)
}

// errorOfContext says that a call ended because its context did: its time ran out, or its program cancelled it.
func errorOfContext(ctx context.Context) *Error {
	cause := context.Cause(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err := fault(ErrExpired, codes.DeadlineExceeded, "no answer came before the deadline")
		err.Cause = cause
		return err
	}
	err := fault(ErrRequestCancelled, codes.Canceled, "the call was cancelled by its caller")
	err.Cause = cancelled{cause}
	return err
}

// cancelled is a cancelled context's cause, which stays context.Canceled whatever the cause is.
type cancelled struct{ cause error }

func (c cancelled) Error() string { return c.cause.Error() }

func (c cancelled) Unwrap() []error { return []error{context.Canceled, c.cause} }
