package lyceum

import (
	"context"
	"time"
)

// How a life ends.

func (l *life) end(started bool, asked stop) []*Failure {
	l.mu.Lock()
	l.state = lifeStopping
	l.beginStop()
	l.mu.Unlock()
	var failures []*Failure
	if started {
		within(l.loops.ended(), loopGrace)
		if err := l.shutDown(asked); err != nil {
			failures = append(failures, failedStep("ShutdownError", "OnShutdown failed", err))
		}
	}
	l.endActions(asked)
	if isTrue(l.config.RaiseLoopErrorsOnShutdown) {
		failures = append(failures, l.loops.told()...)
	}
	if lost := l.lostSession(); lost != nil {
		failures = append(failures, failureOf(lost))
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushGrace)
	defer cancel()
	l.client.messenger.close(ctx)
	l.mu.Lock()
	l.state = lifeOver
	l.mu.Unlock()
	return failures
}

// shutDown runs the agent's own shutdown. A host that must go, or whose agent is not wanted any more, does not wait for ever.
func (l *life) shutDown(asked stop) error {
	if l.agent.shutdown == nil {
		return nil
	}
	limit := time.Duration(-1)
	ctx, cancel := context.WithCancel(l.home.context(context.Background()))
	defer cancel()
	if asked.interrupted || l.lostSession() != nil {
		limit = finishGrace
	}
	var err error
	over := make(chan struct{})
	go func() {
		defer close(over)
		err = isolated(func() error { return l.agent.shutdown(ctx) })
	}()
	if !within(over, limit) {
		return context.DeadlineExceeded
	}
	return err
}

func (l *life) endActions(asked stop) {
	l.actions.idle(asked.drain)
	switch {
	case isTrue(l.config.CancelActionsOnShutdown):
		l.actions.cancelAll("the agent ends")
		limit := cancelGrace
		if l.actions.hasExempt() {
			limit = finishGrace
		}
		l.actions.idle(limit)
	case asked.interrupted || l.lostSession() != nil:
		l.actions.idle(finishGrace)
		l.actions.cancelAll("the agent's host ends")
	default:
		l.actions.idle(-1)
	}
}

func (l *life) outcome(asked stop, failures []*Failure) lifeEnd {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := lifeEnd{failure: joinFailures(failures), terminate: l.terminate}
	end.interrupted = asked.interrupted && end.failure == nil
	// An agent that a loop's error ended may count as a success, but its mailbox ends as after a failure.
	if end.terminate == nil && end.failure == nil && !asked.expected && !asked.interrupted {
		end.terminate = l.config.TerminateOnError
	}
	return end
}
