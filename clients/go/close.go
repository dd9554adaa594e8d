package lyceum

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// hostMargin is the time that hosts of this process have to go, once the server has ended their runs.
const hostMargin = 2 * time.Second

// Close closes the manager: nothing more is launched or retried, every agent is asked to end and killed after the grace, its executors
// end. The client stays open. Later calls do nothing. When the context is done first, the server goes on closing all the same.
//
// The error is what agents failed with, also what Wait told before, one *RunError as itself and several joined; and what kept the close
// from its course.
func (m *Manager) Close(ctx context.Context) error {
	if m.closed.Swap(true) {
		return nil
	}
	var failed error
	margin := time.Duration(0)
	if m.owned {
		margin = hostMargin
		closed, err := m.untilClosed(ctx)
		if err == nil {
			err = joinRunErrors(closed.Failed)
		}
		failed = err
	}
	m.hosts.close(margin)
	m.lease.stop()
	return failed
}

// untilClosed has the server close the manager, and waits until it has. Its changes are followed from the close on, so that no end is
// missed.
func (m *Manager) untilClosed(ctx context.Context) (*ManagerInfo, error) {
	response, err := m.service().CloseManager(ctx, &pb.CloseManagerRequest{ManagerId: m.id})
	if err != nil {
		return nil, err
	}
	closing := managerOf(response.GetManager())
	if closing.State == ManagerClosed {
		return closing, nil
	}
	for event, err := range m.WatchRuns(ctx, closing.Revision) {
		if err != nil {
			return nil, err
		}
		if event.Manager != nil && event.Manager.State == ManagerClosed {
			return event.Manager, nil
		}
	}
	told, err := m.service().GetManager(ctx, &pb.GetManagerRequest{ManagerId: m.id})
	if err != nil {
		return nil, err
	}
	return managerOf(told.GetManager()), nil
}

func (m *Manager) checkOpen() error {
	if m.closed.Load() {
		return fault(ErrManagerClosed, codes.FailedPrecondition, "the manager is closed")
	}
	return nil
}
