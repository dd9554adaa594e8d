package main

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// newAgent makes the agent that every language hosts.
func newAgent() *lyceum.Agent {
	return lyceum.NewAgent("Interop",
		lyceum.Types(),
		lyceum.Action("echo", func(_ context.Context, value any) (any, error) { return value, nil }),
		lyceum.Action("echo_bytes", func(_ context.Context, value []byte) ([]byte, error) { return value, nil }),
		lyceum.Action("add", add, lyceum.Redeliverable()),
		lyceum.Action("fail", fail),
		lyceum.Action("panic", func(context.Context, lyceum.None) (lyceum.None, error) { panic("as was asked") }),
		lyceum.Action("sleep", sleep),
		lyceum.StreamAction("count", count),
		lyceum.Action("bad_result", func(context.Context, lyceum.None) (float64, error) { return math.NaN(), nil }),
		lyceum.Action("large", func(_ context.Context, bytes int) (string, error) { return strings.Repeat("a", bytes), nil }),
		lyceum.Action("relay", relay),
		lyceum.Loop("wait", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}),
	)
}

type addends struct {
	Left  int64 `json:"left"`
	Right int64 `json:"right" default:"1"`
}

func add(_ context.Context, in addends) (int64, error) { return in.Left + in.Right, nil }

// askedError is what fail fails with.
type askedError struct {
	message string
	cause   error
}

func (e *askedError) Error() string { return e.message }
func (e *askedError) Unwrap() error { return e.cause }

func fail(_ context.Context, message string) (lyceum.None, error) {
	return lyceum.None{}, lyceum.WithStack(&askedError{message, errors.New("cause of " + message)})
}

func sleep(ctx context.Context, milliseconds int64) (string, error) {
	select {
	case <-time.After(time.Duration(milliseconds) * time.Millisecond):
		return "slept", nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func count(_ context.Context, n int, out *lyceum.Emitter[int]) (int, error) {
	for i := range n {
		if err := out.Send(i); err != nil {
			return i, err
		}
	}
	return n, nil
}

func relay(ctx context.Context, chain []*lyceum.Handle) ([]hop, error) {
	hops := []hop{{Language: "go", Traceparent: lyceum.TraceOf(ctx).Parent}}
	if len(chain) == 0 {
		return hops, nil
	}
	rest, err := lyceum.Call[[]hop](ctx, chain[0], "relay", chain[1:])
	return append(hops, rest...), err
}

// hop is what an agent of a relay tells of itself.
type hop struct {
	Language    string `json:"language"`
	Traceparent string `json:"traceparent"`
}
