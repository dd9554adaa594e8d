package lyceum

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// loop is what an agent does by itself.
type loop struct {
	name string
	run  func(context.Context) error
}

// loops run until they are told to end.
type loops struct {
	ctx    context.Context
	stop   context.CancelCauseFunc
	log    *slog.Logger
	failed func()

	mu       sync.Mutex
	failures []*Failure
	running  sync.WaitGroup
}

func newLoops(ctx context.Context, log *slog.Logger, failed func()) *loops {
	l := &loops{log: log, failed: failed}
	l.ctx, l.stop = context.WithCancelCause(ctx)
	return l
}

func (l *loops) start(all []loop) {
	for _, one := range all {
		l.running.Go(func() { l.supervise(one) })
	}
}

func (l *loops) supervise(one loop) {
	err := isolated(func() error { return one.run(l.ctx) })
	// A loop that was told to end may say so by what it returns.
	toldToEnd := l.ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(l.ctx)))
	if err == nil || toldToEnd {
		return
	}
	l.mu.Lock()
	l.failures = append(l.failures, failedStep("LoopError", fmt.Sprintf("loop %q failed", one.name), err))
	l.mu.Unlock()
	l.log.Error("a loop failed", "loop", one.name, "error", err)
	l.failed()
}

// ended is closed once all have ended.
func (l *loops) ended() <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		l.running.Wait()
		close(ended)
	}()
	return ended
}

func (l *loops) told() []*Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]*Failure(nil), l.failures...)
}
