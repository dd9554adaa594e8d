package lyceum

import (
	"context"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Trace is a W3C trace context. A call takes the one of its context along; an action's context has that of its request.
type Trace struct {
	// Parent is the header traceparent; empty means none.
	Parent string
	// State is the header tracestate; empty means none.
	State string
}

type traceKey struct{}

// WithTrace makes a context whose calls carry a trace context.
func WithTrace(ctx context.Context, trace Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, trace)
}

// TraceOf tells the trace context of a context; its zero value means none.
func TraceOf(ctx context.Context) Trace {
	trace, _ := ctx.Value(traceKey{}).(Trace)
	return trace
}

func (t Trace) put(envelope *pb.Envelope) {
	envelope.Traceparent, envelope.Tracestate = t.Parent, t.State
}
