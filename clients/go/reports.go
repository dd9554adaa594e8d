package lyceum

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

const (
	reportTimeout = 10 * time.Second
	// lastWord is how long a host that must go keeps trying to say how it ended.
	lastWord = 5 * time.Second
)

var reportBackoff = backoff.Policy{Initial: 100 * time.Millisecond, Max: 5 * time.Second}

// reports tell the manager how far an attempt is, again and again until it is heard.
type reports struct {
	transport *transport
	log       *slog.Logger
}

// started says that the agent serves. It gives up when the manager does not want to know, or the context is done.
func (r reports) started(ctx context.Context) {
	r.insist(ctx, "started", func(ctx context.Context) error {
		_, err := r.transport.runner().ReportStarted(ctx, &pb.ReportStartedRequest{})
		return err
	})
}

// exited says how the agent ended; it tells whether no other attempt follows. Going is done when the host must go: it then tries
// for a little while only.
func (r reports) exited(going context.Context, end lifeEnd) (runEnded bool) {
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	stop := context.AfterFunc(going, func() { time.AfterFunc(lastWord, giveUp) })
	defer stop()
	request := &pb.ReportExitRequest{Failure: end.failure.proto(), Terminate: end.terminate, Interrupted: end.interrupted}
	r.insist(ctx, "ended", func(ctx context.Context) error {
		response, err := r.transport.runner().ReportExit(ctx, request)
		runEnded = response.GetRunEnded()
		return err
	})
	return runEnded
}

func (r reports) insist(ctx context.Context, what string, report func(context.Context) error) {
	for repeat := 0; ; repeat++ {
		limited, cancel := context.WithTimeout(ctx, reportTimeout)
		err := report(limited)
		cancel()
		if err == nil {
			return
		}
		var told *Error
		again := ctx.Err() == nil && errors.As(err, &told) && (told.Temporary() || told.Code == codes.DeadlineExceeded)
		if !again {
			r.log.Debug("the manager did not hear that the agent "+what, "error", err)
			return
		}
		if backoff.Sleep(ctx, reportBackoff.Delay(repeat)) != nil {
			return
		}
	}
}
