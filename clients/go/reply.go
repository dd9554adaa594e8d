package lyceum

import (
	"context"
	"sync"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// reply is what becomes of a request: its answer, and the parts that come before it.
type reply struct {
	messenger *messenger
	dest      *pb.EntityId
	id        string
	parts     *partBuffer
	done      chan struct{}
	once      sync.Once
	result    Payload
	err       error
}

// ask sends a request. Without streaming its parts are dropped.
func (m *messenger) ask(ctx context.Context, envelope *pb.Envelope, streaming bool) *reply {
	r := &reply{messenger: m, dest: envelope.GetDest(), parts: newPartBuffer(), done: make(chan struct{})}
	if !streaming {
		r.parts.drop()
	}
	if ctx.Err() != nil {
		r.failed(errorOfContext(ctx))
		return r
	}
	r.id = m.request(ctx, envelope, r)
	return r
}

// wait waits for the answer; when the context is done the request is given up.
func (r *reply) wait(ctx context.Context) (Payload, error) {
	select {
	case <-r.done:
	case <-ctx.Done():
		r.cancel(errorOfContext(ctx))
	}
	<-r.done
	return r.result, r.err
}

// cancel gives the request up, if it is not answered.
func (r *reply) cancel(why error) {
	select {
	case <-r.done:
	default:
		r.failed(why)
		r.messenger.abandon(r.id, r.dest)
	}
}

func (r *reply) answered(envelope *pb.Envelope) {
	err := errorOfAnswer(envelope)
	if err == nil {
		err = r.parts.missing(envelope.GetAttempt(), envelope.GetPart())
	}
	r.finish(Payload{MediaType: envelope.GetMediaType(), Data: envelope.GetBody()}, err)
}

func (r *reply) failed(err error) { r.finish(Payload{}, err) }

func (r *reply) part(envelope *pb.Envelope) { r.parts.add(envelope) }

func (r *reply) awaited(read func()) { r.parts.whenLow(read) }

func (r *reply) finish(result Payload, err error) {
	r.once.Do(func() {
		r.result, r.err = result, err
		r.parts.end(err)
		close(r.done)
	})
}

// reasons of the ways in which a request can end other than well; absent where the failure is the agent's own.
var reasonOfAnswer = map[pb.AnswerStatus]Reason{
	pb.AnswerStatus_ANSWER_STATUS_CANCELLED:             ErrRequestCancelled,
	pb.AnswerStatus_ANSWER_STATUS_MAILBOX_TERMINATED:    ErrMailboxTerminated,
	pb.AnswerStatus_ANSWER_STATUS_EXPIRED:               ErrExpired,
	pb.AnswerStatus_ANSWER_STATUS_UNDELIVERABLE:         ErrUndeliverable,
	pb.AnswerStatus_ANSWER_STATUS_HOST_LOST:             ErrHostLost,
	pb.AnswerStatus_ANSWER_STATUS_INCOMPATIBLE_PROTOCOL: ErrIncompatibleProtocol,
	pb.AnswerStatus_ANSWER_STATUS_ACTION_NOT_FOUND:      ErrActionNotFound,
	pb.AnswerStatus_ANSWER_STATUS_INVALID_ARGUMENTS:     ErrInvalidArguments,
	pb.AnswerStatus_ANSWER_STATUS_UNSUPPORTED:           ErrUnsupported,
}

// errorOfAnswer tells what a request failed with; nil when it went well.
func errorOfAnswer(envelope *pb.Envelope) error {
	status, told := envelope.GetStatus(), failureOfProto(envelope.GetFailure())
	if status == pb.AnswerStatus_ANSWER_STATUS_OK {
		return nil
	}
	if told == nil {
		told = &Failure{Type: "Error", Message: "the agent did not say why"}
	}
	if status == pb.AnswerStatus_ANSWER_STATUS_FAILED {
		return &AgentError{Failure: *told}
	}
	err := &Error{Code: codes.Unknown, Message: told.Message}
	if reason, known := reasonOfAnswer[status]; known {
		err = errorOfReason(reason, told.Message)
	} else if status == pb.AnswerStatus_ANSWER_STATUS_INVALID_STATE {
		err.Reason, err.Code = ErrInvalidState, codes.FailedPrecondition
	}
	if told.Cause != nil {
		err.Cause = &AgentError{Failure: *told.Cause}
	}
	if uid := envelope.GetSrc().GetUid(); uid != "" {
		err.Facts = map[string]string{"uid": uid}
	}
	return err
}
