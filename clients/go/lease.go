package lyceum

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

// perLease is how often a lease is renewed within its time.
const perLease = 3

// lease says, again and again, that the owner of a manager is there.
type lease struct {
	cancel context.CancelFunc
	over   sync.WaitGroup
}

func keepLease(transport *transport, managerID string, every time.Duration, log *slog.Logger) *lease {
	ctx, cancel := context.WithCancel(context.Background())
	l := &lease{cancel: cancel}
	l.over.Go(func() {
		for backoff.Sleep(ctx, every/perLease) == nil {
			limited, done := context.WithTimeout(ctx, every)
			_, err := transport.manager().KeepAlive(limited, &pb.KeepAliveRequest{ManagerId: managerID})
			done()
			if errors.Is(err, ErrManagerClosed) || errors.Is(err, ErrManagerNotFound) {
				log.Warn("the manager is closed, by somebody else or since its lease lapsed", "manager", managerID)
				return
			}
			if err != nil && ctx.Err() == nil {
				log.Warn("the manager's lease could not be renewed", "manager", managerID, "error", err)
			}
		}
	})
	return l
}

func (l *lease) stop() {
	if l == nil {
		return
	}
	l.cancel()
	l.over.Wait()
}
