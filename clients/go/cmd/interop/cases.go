package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"slices"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

func (c *caller) call(ctx context.Context, one testCase) error {
	if one.CancelAfterMS > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer time.AfterFunc(time.Duration(one.CancelAfterMS)*time.Millisecond, cancel).Stop()
	}
	result, err := lyceum.Call[lyceum.Payload](ctx, c.handle, one.Action, one.arguments()...)
	return check(one, result, err, c.targets.Language)
}

func (c *caller) stream(ctx context.Context, one testCase) error {
	stream := c.handle.Stream(ctx, one.Action, one.arguments()...)
	defer stream.Close()
	next := 0
	for n, err := range lyceum.Parts[int](stream) {
		if err != nil {
			return err
		}
		if n != next {
			return fmt.Errorf("part %d came, not %d", n, next)
		}
		next++
	}
	if next != one.Parts {
		return fmt.Errorf("%d parts came, not %d", next, one.Parts)
	}
	var result lyceum.Payload
	err := stream.Result(&result)
	return check(one, result, err, c.targets.Language)
}

func (c *caller) describe(ctx context.Context, one testCase) error {
	description, err := c.handle.Describe(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, action := range description.Actions {
		names = append(names, action.Name)
	}
	slices.Sort(names)
	for _, wanted := range one.Actions {
		if !slices.Contains(names, wanted) {
			return fmt.Errorf("it describes %v, without %q", names, wanted)
		}
	}
	return nil
}

func (c *caller) unencodable(ctx context.Context, one testCase) error {
	value, known := map[string]any{
		"nan": math.NaN(), "infinity": math.Inf(1),
		// Go's strings hold what bytes they like; these would be a lone surrogate.
		"lone_surrogate": "\xed\xa0\x80",
	}[one.Value]
	if !known {
		return fmt.Errorf("this program does not know the value %q", one.Value)
	}
	if _, err := lyceum.NewPayload(value); err == nil {
		return errors.New("the value was encoded")
	}
	return check(one, lyceum.Payload{}, c.handle.Call(ctx, "echo", nil, value), c.targets.Language)
}

func (c *caller) connectAnew(ctx context.Context, one testCase, options lyceum.Options) error {
	client, err := lyceum.Connect(ctx, options)
	if err == nil {
		defer client.Close()
		_, err = client.Handle(c.targets.Agent).Ping(ctx)
	}
	return check(one, lyceum.Payload{}, err, c.targets.Language)
}

// unusedURL is where nobody listens.
func unusedURL() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return "http://" + listener.Addr().String(), listener.Close()
}

func (c *caller) relay(ctx context.Context, one testCase) error {
	if len(c.targets.Chain) == 0 {
		return errors.New("targets.json names no chain")
	}
	ctx = lyceum.WithTrace(ctx, lyceum.Trace{Parent: one.Traceparent})
	first, rest := c.client.Handle(c.targets.Chain[0]), c.targets.Chain[1:]
	hops, err := lyceum.Call[[]hop](ctx, first, "relay", rest)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "relay:", hops)
	if len(hops) != len(c.targets.Chain) {
		return fmt.Errorf("%d hops came, not %d", len(hops), len(c.targets.Chain))
	}
	for _, hop := range hops {
		if !sameTrace(hop.Traceparent, one.Traceparent) {
			return fmt.Errorf("the hop in %s had the traceparent %q, not of trace %q", hop.Language, hop.Traceparent, one.Traceparent)
		}
	}
	return nil
}

// sameTrace tells whether two traceparents are of one trace, whatever the spans.
func sameTrace(one, other string) bool {
	const traceEnd = len("00-") + 32
	return len(one) >= traceEnd && len(other) >= traceEnd && one[:traceEnd] == other[:traceEnd]
}
