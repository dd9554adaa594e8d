package lyceum

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Handle is a reference to an agent: what it is called by. It is safe for use by several goroutines. As an argument of a
// call it travels as the agent's id.
//
// Calls whose context comes from an agent's code are made in that agent's name, whichever handle they use.
type Handle struct {
	agent     EntityID
	messenger *messenger
	closed    atomic.Bool
}

// Agent tells whom it refers to.
func (h *Handle) Agent() EntityID { return h.agent }

// String is how it reads in a message.
func (h *Handle) String() string { return "handle of " + h.agent.String() }

// MarshalJSON makes it travel as the agent's id.
func (h *Handle) MarshalJSON() ([]byte, error) { return json.Marshal(h.agent) }

// Call calls an action and decodes its result into what the destination points to, as Payload.Decode does; a nil destination takes
// none. Arguments are JSON; a []byte, a protobuf message or a Payload as the only one travels as it is; a Named as the last one
// has arguments by name. The partial results of a streaming action are left out.
//
// The context's deadline is the call's; cancelling it cancels the call, and the action. Errors: *AgentError is what the
// agent failed with; else an *Error, such as ErrActionNotFound, ErrInvalidArguments, ErrExpired, ErrRequestCancelled,
// ErrMailboxTerminated, ErrHostLost, ErrMessageTooLarge.
func (h *Handle) Call(ctx context.Context, action string, destination any, args ...any) error {
	ctx, cancel := h.limited(ctx)
	defer cancel()
	reply, err := h.act(ctx, action, args, false)
	if err != nil {
		return err
	}
	result, err := reply.wait(ctx)
	if err != nil {
		return err
	}
	return result.Decode(destination)
}

// Call calls an action of an agent, as Handle.Call does, and returns its result.
//
//	sum, err := lyceum.Call[int](ctx, handle, "add", 40, 2)
func Call[T any](ctx context.Context, handle *Handle, action string, args ...any) (T, error) {
	var result T
	err := handle.Call(ctx, action, &result, args...)
	return result, err
}

// Notify sends an action's arguments one way: nobody answers. It returns once the exchange has it.
func (h *Handle) Notify(ctx context.Context, action string, args ...any) error {
	payload, err := encodeArguments(args)
	if err != nil {
		return err
	}
	return h.post(ctx, &pb.Envelope{
		Kind: pb.MessageKind_MESSAGE_KIND_EVENT, Action: action, MediaType: payload.MediaType, Body: payload.Data,
	})
}

// Ping waits for a sign of life, and tells the time to the agent and back. An agent that starts gives it once it has started.
func (h *Handle) Ping(ctx context.Context) (time.Duration, error) {
	ctx, cancel := h.limited(ctx)
	defer cancel()
	start := time.Now()
	reply, err := h.ask(ctx, &pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_PING}, false)
	if err != nil {
		return 0, err
	}
	_, err = reply.wait(ctx)
	return time.Since(start), err
}

// ShutdownMailbox says what a request to end makes of the agent's mailbox.
type ShutdownMailbox int

const (
	// AsConfigured does as the agent's configuration says.
	AsConfigured ShutdownMailbox = iota
	// Terminate ends the mailbox for good.
	Terminate
	// Keep keeps it: requests queue until the agent is hosted again.
	Keep
)

func (s ShutdownMailbox) proto() *bool {
	switch s {
	case Terminate, Keep:
		terminate := s == Terminate
		return &terminate
	default:
		return nil
	}
}

// Shutdown asks the agent to end. It returns once the exchange has the request, not once the agent has ended. A run that a
// manager launched is better ended by Manager.Shutdown.
func (h *Handle) Shutdown(ctx context.Context, mailbox ShutdownMailbox) error {
	return h.post(ctx, &pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_SHUTDOWN, Terminate: mailbox.proto()})
}

// Close makes it make no more calls; those under way go on.
func (h *Handle) Close() { h.closed.Store(true) }

func (h *Handle) act(ctx context.Context, action string, args []any, streaming bool) (*reply, error) {
	payload, err := encodeArguments(args)
	if err != nil {
		return nil, err
	}
	envelope := &pb.Envelope{
		Kind: pb.MessageKind_MESSAGE_KIND_ACTION, Action: action, MediaType: payload.MediaType, Body: payload.Data,
	}
	return h.ask(ctx, envelope, streaming)
}

func (h *Handle) ask(ctx context.Context, envelope *pb.Envelope, streaming bool) (*reply, error) {
	messenger, err := h.speaker(ctx)
	if err != nil {
		return nil, err
	}
	envelope.Dest = h.agent.proto()
	TraceOf(ctx).put(envelope)
	if deadline, limited := ctx.Deadline(); limited {
		envelope.Timeout = durationpb.New(max(time.Until(deadline), time.Millisecond))
	}
	return messenger.ask(ctx, envelope, streaming), nil
}

func (h *Handle) post(ctx context.Context, envelope *pb.Envelope) error {
	messenger, err := h.speaker(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, insistence)
	defer cancel()
	envelope.Dest = h.agent.proto()
	TraceOf(ctx).put(envelope)
	return messenger.post(ctx, envelope)
}

// limited gives a call the default deadline, where it has none.
func (h *Handle) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has || h.messenger.callTimeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, h.messenger.callTimeout)
}

// speaker is the messenger of the agent whose code calls, where that is of the same exchange; else the handle's own.
func (h *Handle) speaker(ctx context.Context) (*messenger, error) {
	if h.closed.Load() {
		return nil, closedError("the %s is closed", h)
	}
	if scope := scopeOf(ctx); scope != nil && scope.client.messenger.origin == h.messenger.origin {
		return scope.client.messenger, nil
	}
	return h.messenger, nil
}
