package lyceum

import (
	"context"
	"sync/atomic"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// running is an action under way.
type running struct {
	held   *session.Held
	ctx    context.Context
	cancel context.CancelCauseFunc
	run    func(context.Context, *partSender) (Payload, error)
	action *action
	parts  *partSender
	// ready says that nothing but those before it keeps it from beginning; guarded by the actions, as what follows.
	ready bool
	// begun says that its code runs.
	begun bool
	over  bool
	// exempt says that it may end after the agent has begun to: it asked for that itself.
	exempt atomic.Bool
}

func newRunning(home *scope, held *session.Held, declared *action) *running {
	envelope := held.Envelope
	r := &running{held: held, action: declared}
	own := *home
	own.running = r
	ctx := own.context(context.Background())
	if envelope.GetTraceparent() != "" {
		ctx = WithTrace(ctx, Trace{Parent: envelope.GetTraceparent(), State: envelope.GetTracestate()})
	}
	ctx, cancel := context.WithCancelCause(ctx)
	r.ctx, r.cancel = ctx, cancel
	if timeout := envelope.GetTimeout(); timeout != nil {
		limited, stop := context.WithTimeout(ctx, timeout.AsDuration())
		r.ctx = limited
		r.cancel = func(cause error) { cancel(cause); stop() }
	}
	if declared.streaming {
		r.parts = newPartSender(home.client.messenger, envelope)
	}
	return r
}

func (r *running) request() Request {
	envelope := r.held.Envelope
	return Request{
		Action: envelope.GetAction(), Caller: entityOf(envelope.GetSrc()), Attempt: int(r.held.Attempt), ID: envelope.GetId(),
		OneWay: envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_EVENT,
	}
}

// perform runs the action's code and tells how it is to be answered.
func (r *running) perform() *pb.Envelope {
	payload, err := guarded(func() (Payload, error) { return r.run(r.ctx, r.parts) })
	if r.parts == nil {
		return r.answer(payload, err, 0)
	}
	// The parts so far go first: an answer ends the stream.
	if flushed := r.parts.flush(r.ctx); err == nil {
		err = flushed
	}
	return r.answer(payload, err, r.parts.sent())
}

func (r *running) answer(payload Payload, err error, parts uint32) *pb.Envelope {
	if err == nil {
		err = checkEnvelope(&pb.Envelope{MediaType: payload.MediaType, Body: payload.Data})
		if err != nil {
			err = NonRetryable(resultError{err})
		}
	}
	if err != nil {
		failure := failureOf(err)
		if failure.Stack == "" && failure.Language == language {
			failure.Stack = sourceOf(r.action.code)
		}
		return &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_FAILED, Failure: failure.proto(), Part: parts}
	}
	return &pb.Envelope{
		Status: pb.AnswerStatus_ANSWER_STATUS_OK, MediaType: payload.MediaType, Body: payload.Data, Part: parts,
	}
}
