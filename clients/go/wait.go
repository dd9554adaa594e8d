package lyceum

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// WaitCondition says when a wait is over.
type WaitCondition int

// The conditions, as in Python's asyncio.wait.
const (
	// AllCompleted is when all runs have ended.
	AllCompleted WaitCondition = iota
	// FirstCompleted is when one has ended.
	FirstCompleted
	// FirstFailure is when one has ended other than well, or all have ended.
	FirstFailure
)

// WaitOptions say how to wait.
type WaitOptions struct {
	Condition WaitCondition
	// Timeout is when to give up, with a *WaitTimeoutError, as at the context's deadline; 0 means never.
	Timeout time.Duration
}

// WaitResult is what a wait came to.
type WaitResult struct {
	// Done are runs that have ended.
	Done []*Run
	// Pending are agents whose runs have not.
	Pending []EntityID
}

// Err is what the runs that ended failed with: one *RunError as itself, several joined; nil when none did.
func (r *WaitResult) Err() error { return joinRunErrors(r.Done) }

// WaitTimeoutError is a wait whose time ran out before its condition was met. It is context.DeadlineExceeded to errors.Is.
type WaitTimeoutError struct {
	WaitResult
}

// Error names the agents that have not ended.
func (e *WaitTimeoutError) Error() string {
	const named = 10
	names := make([]string, 0, named)
	for _, agent := range e.Pending[:min(named, len(e.Pending))] {
		names = append(names, agent.String())
	}
	more := ""
	if len(e.Pending) > named {
		more = fmt.Sprintf(" and %d more", len(e.Pending)-named)
	}
	all := len(e.Done) + len(e.Pending)
	return fmt.Sprintf("lyceum: the wait timed out, and %d of %d agents have not ended: %s%s", len(e.Pending), all, strings.Join(names, ", "), more)
}

// Is makes it context.DeadlineExceeded.
func (e *WaitTimeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// Timeout is true, as of net.Error.
func (e *WaitTimeoutError) Timeout() bool { return true }

// As makes it an *Error, which every error of this package can be.
func (e *WaitTimeoutError) As(target any) bool {
	root, ok := target.(**Error)
	if ok {
		*root = &Error{Code: codes.DeadlineExceeded, Message: strings.TrimPrefix(e.Error(), "lyceum: "), Cause: e}
	}
	return ok
}

// Wait waits for runs to end, over cut connections and restarts of the server. It tells what is done and pending also beside an error.
//
// Errors: ErrNotLaunchedHere and ErrRunNotFound, before waiting; a *WaitTimeoutError when the time runs out before the condition is met.
// What agents failed with is no error of the wait: see WaitResult.Err.
func (m *Manager) Wait(ctx context.Context, targets []Target, options WaitOptions) (*WaitResult, error) {
	w := m.newWait(targets, options)
	for _, err := range w.completions(ctx) {
		if err != nil {
			return w.result(), err
		}
	}
	return w.result(), nil
}

// Completions are the runs as they end, those that have ended first, each once; until all have, or the condition is met. An error ends them,
// as of Wait.
func (m *Manager) Completions(ctx context.Context, targets []Target, options WaitOptions) iter.Seq2[*Run, error] {
	return func(yield func(*Run, error) bool) { m.newWait(targets, options).completions(ctx)(yield) }
}

// wait is one wait, over as many streams as it takes.
type wait struct {
	manager *Manager
	options WaitOptions
	targets []*pb.RunTarget
	// known are the runs that were asked for, by their ids, in the order in which they were told.
	known map[string]*Run
	order []string
	end   *pb.WaitEnd
}

func (m *Manager) newWait(targets []Target, options WaitOptions) *wait {
	w := &wait{manager: m, options: options, known: map[string]*Run{}}
	for _, target := range targets {
		w.targets = append(w.targets, target.target())
	}
	return w
}

func (w *wait) completions(ctx context.Context) iter.Seq2[*Run, error] {
	return func(yield func(*Run, error) bool) {
		deadline := time.Time{}
		away := w.manager.client.unreachable()
		if w.options.Timeout > 0 {
			deadline = time.Now().Add(w.options.Timeout)
			// Nobody is left to say that the time ran out when the server is away.
			if away < 0 || w.options.Timeout < away {
				away = w.options.Timeout
			}
		}
		open := func(ctx context.Context) (grpc.ServerStreamingClient[pb.WaitResponse], error) {
			return w.manager.service().Wait(ctx, w.request(deadline))
		}
		for message, err := range resumed(ctx, away, open, func() bool { return w.end != nil }) {
			if err != nil {
				yield(nil, w.errorOf(ctx, err))
				return
			}
			for _, run := range w.ended(message) {
				if !yield(run, nil) {
					return
				}
			}
			if end := message.GetEnd(); end != nil {
				w.end = end
			}
		}
		if w.end.GetReason() == pb.WaitEndReason_WAIT_END_REASON_TIMED_OUT && w.unmet() {
			yield(nil, &WaitTimeoutError{*w.result()})
		}
	}
}

// unmet tells whether the condition is not met, when the time has run out.
func (w *wait) unmet() bool {
	return w.options.Condition != FirstCompleted || len(w.result().Done) == 0
}

func (w *wait) errorOf(ctx context.Context, err error) error {
	// The server may tell that the time ran out before the context does.
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &WaitTimeoutError{*w.result()}
	}
	return err
}

func (w *wait) request(deadline time.Time) *pb.WaitRequest {
	request := &pb.WaitRequest{ManagerId: w.manager.id, Targets: w.targets, Condition: w.options.Condition.proto()}
	if !deadline.IsZero() {
		request.Timeout = optionalDuration(max(time.Until(deadline), time.Millisecond))
	}
	return request
}

// ended takes note of a message, and tells the runs that it says have ended, which were not told before.
func (w *wait) ended(message *pb.WaitResponse) []*Run {
	told := message.GetStates().GetRuns()
	if completed := message.GetCompleted(); completed != nil {
		told = []*pb.Run{completed}
	} else {
		// An agent meant its latest run when the wait began: whoever asks again asks for that run.
		w.pin(told)
	}
	var ended []*Run
	for _, run := range runsOf(told) {
		before := w.known[run.ID]
		if before == nil {
			w.order = append(w.order, run.ID)
		}
		if before != nil && before.State == RunEnded {
			continue
		}
		w.known[run.ID] = run
		if run.State == RunEnded {
			ended = append(ended, run)
		}
	}
	return ended
}

func (w *wait) pin(runs []*pb.Run) {
	byAgent := map[string]string{}
	for _, run := range runs {
		byAgent[entityOf(run.GetAgent()).key()] = run.GetRunId()
	}
	for i, target := range w.targets {
		if agent := target.GetAgent(); agent != nil {
			if id, found := byAgent[entityOf(agent).key()]; found {
				w.targets[i] = &pb.RunTarget{Target: &pb.RunTarget_RunId{RunId: id}}
			}
		}
	}
}

func (w *wait) result() *WaitResult {
	result := &WaitResult{}
	for _, id := range w.order {
		if run := w.known[id]; run.State == RunEnded {
			result.Done = append(result.Done, run)
		} else {
			result.Pending = append(result.Pending, run.Agent)
		}
	}
	// Before the server has told any runs, those that were asked for by agent are known by name at least.
	for _, target := range w.targets {
		if agent := target.GetAgent(); agent != nil {
			result.Pending = append(result.Pending, entityOf(agent))
		}
	}
	return result
}

func (c WaitCondition) proto() pb.WaitCondition {
	switch c {
	case FirstCompleted:
		return pb.WaitCondition_WAIT_CONDITION_FIRST_COMPLETED
	case FirstFailure:
		return pb.WaitCondition_WAIT_CONDITION_FIRST_EXCEPTION
	default:
		return pb.WaitCondition_WAIT_CONDITION_ALL_COMPLETED
	}
}
