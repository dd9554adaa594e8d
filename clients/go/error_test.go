package lyceum

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Every reason of the API has a status here.
func TestReasonsAreThoseOfTheAPI(t *testing.T) {
	known := map[Reason]bool{}
	for number := range pb.Reason_name {
		reason := reasonOfProto(pb.Reason(number))
		if reason == "" {
			continue
		}
		known[reason] = true
		if _, ok := codeOfReason[reason]; !ok {
			t.Errorf("%s has no status", reason)
		}
	}
	for reason := range codeOfReason {
		if !known[reason] {
			t.Errorf("%s is no reason of the API", reason)
		}
	}
}

func TestErrorOfStatus(t *testing.T) {
	told, err := status.New(codes.ResourceExhausted, "it is full").WithDetails(
		&errdetails.ErrorInfo{Domain: "lyceum.v1", Reason: "MAILBOX_FULL", Metadata: map[string]string{"uid": "x"}},
		&errdetails.RetryInfo{RetryDelay: durationpb.New(time.Second)},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "uid", Description: "is odd"}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	var read *Error
	if !errors.As(fmt.Errorf("around: %w", errorOfStatus(told.Err())), &read) {
		t.Fatal("it is no Error")
	}
	if read.Reason != ErrMailboxFull || read.Code != codes.ResourceExhausted || read.Facts["uid"] != "x" ||
		read.RetryDelay == nil || *read.RetryDelay != time.Second || len(read.Violations) != 1 || !read.Temporary() {
		t.Errorf("it was read as %+v", read)
	}
	if !errors.Is(read, ErrMailboxFull) || errors.Is(read, ErrExpired) || status.Code(read) != codes.ResourceExhausted {
		t.Error("it is not told by its reason and its status")
	}
}

func TestErrorOfResetStream(t *testing.T) {
	reset := status.Error(codes.Canceled, "stream terminated by RST_STREAM with error code: CANCEL")
	if code := status.Code(errorOfStatus(reset)); code != codes.Unavailable {
		t.Errorf("it is %s", code)
	}
}

func TestErrorOfContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("the user left")
	cancel(why)
	err := errorOfContext(ctx)
	if !errors.Is(err, ErrRequestCancelled) || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
		t.Errorf("it is %v", err)
	}
	late, stop := context.WithTimeout(t.Context(), 0)
	defer stop()
	err = errorOfContext(late)
	if !errors.Is(err, ErrExpired) || !errors.Is(err, context.DeadlineExceeded) || !err.Timeout() {
		t.Errorf("it is %v", err)
	}
}

type shortage struct{ of string }

func (s shortage) Error() string { return "out of " + s.of }

func TestFailureOf(t *testing.T) {
	err := fmt.Errorf("the experiment failed: %w", WithStack(NonRetryable(shortage{"helium"})))
	failure := failureOf(err)
	if failure.Type != "error" || failure.Message != "the experiment failed: out of helium" || !failure.NonRetryable {
		t.Errorf("the failure is %+v", failure)
	}
	cause := failure.Cause
	if cause == nil || cause.Type != "lyceum.shortage" || cause.Message != "out of helium" || cause.Cause != nil {
		t.Fatalf("the cause is %+v", cause)
	}
	if !strings.Contains(failure.Stack, "TestFailureOf") {
		t.Errorf("the stack is %q", failure.Stack)
	}
}

func TestFailureOfOtherAgentsStaysWhatItWas(t *testing.T) {
	remote := &AgentError{Failure{Type: "ValueError", Message: "no", Language: "python", Cause: &Failure{Type: "KeyError", Message: "x"}}}
	if failure := failureOf(remote); failure.Type != "ValueError" || failure.Language != "python" {
		t.Errorf("the failure is %+v", failure)
	}
	var cause *AgentError
	if !errors.As(errors.Unwrap(remote), &cause) || cause.Failure.Type != "KeyError" {
		t.Error("the remote cause is not the cause")
	}
	var root *Error
	if !errors.As(remote, &root) {
		t.Error("it is no Error")
	}
}

func TestFailureOfEndlessCauses(t *testing.T) {
	err := errors.New("first")
	for range 50 {
		err = fmt.Errorf("then: %w", err)
	}
	depth := 0
	for failure := failureOf(err); failure != nil; failure = failure.Cause {
		depth++
	}
	if depth != maxCauses {
		t.Errorf("there are %d causes", depth)
	}
}

func TestPanicsAreFailures(t *testing.T) {
	_, err := guarded(func() (int, error) { panic(shortage{"argon"}) })
	failure := failureOf(err)
	if failure.Type != "panic" || failure.Cause == nil || failure.Cause.Type != "lyceum.shortage" ||
		!strings.Contains(failure.Stack, "TestPanicsAreFailures") {
		t.Errorf("the failure is %+v", failure)
	}
}

func TestAWaitWhoseServerTellsFirstThatTheTimeRanOut(t *testing.T) {
	w := (&Manager{}).newWait(nil, WaitOptions{})
	told := errorOfStatus(status.Error(codes.DeadlineExceeded, "Deadline exceeded"))
	var late *WaitTimeoutError
	if err := w.errorOf(context.Background(), told); !errors.As(err, &late) {
		t.Errorf("it came to %v", err)
	}
	if err := w.errorOf(context.Background(), closedError("closed")); errors.As(err, &late) {
		t.Errorf("it came to %v", err)
	}
}
