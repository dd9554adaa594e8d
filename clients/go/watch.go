package lyceum

import (
	"context"
	"errors"
	"iter"

	"google.golang.org/grpc"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// ManagerState is the state of a manager.
type ManagerState string

// The states of a manager.
const (
	// ManagerOpen takes launches.
	ManagerOpen ManagerState = "open"
	// ManagerClosing ends its agents.
	ManagerClosing ManagerState = "closing"
	// ManagerClosed has ended.
	ManagerClosed ManagerState = "closed"
)

// ManagerInfo is a manager as it was after a change.
type ManagerInfo struct {
	ID    string
	State ManagerState
	// DefaultExecutor is empty where there is none.
	DefaultExecutor string
	Revision        uint64
	// Failed are runs that did not succeed, once it is closed; as many as fit. FailedRuns is how many there were.
	Failed     []*Run
	FailedRuns int
}

// RunEvent is a change of a manager or of one of its runs, whole, as it was after the change.
type RunEvent struct {
	// Revision is where to resume after it.
	Revision uint64
	// Run changed; nil where the manager did.
	Run *Run
	// Manager changed; with Snapshot it is there, too.
	Manager *ManagerInfo
	// Snapshot says that Runs are all runs of the manager: what comes first where no revision is resumed after.
	Snapshot bool
	Runs     []*Run
}

// WatchRuns tells every change of the manager and its runs after a revision, without gaps or repeats, over cut connections, until it is
// closed. Without a revision (0), and where changes are no longer kept, a snapshot comes first. An error ends it.
func (m *Manager) WatchRuns(ctx context.Context, afterRevision uint64) iter.Seq2[*RunEvent, error] {
	return func(yield func(*RunEvent, error) bool) {
		after := afterRevision
		known := afterRevision != 0
		for {
			expired := false
			for event, err := range m.watch(ctx, &after, &known) {
				if errors.Is(err, ErrCursorExpired) && known {
					expired = true
					break
				}
				if !yield(event, err) || err != nil {
					return
				}
			}
			if !expired {
				return
			}
			known = false
		}
	}
}

// watch follows the changes after a revision, which it keeps up to date.
func (m *Manager) watch(ctx context.Context, after *uint64, known *bool) iter.Seq2[*RunEvent, error] {
	return func(yield func(*RunEvent, error) bool) {
		var runs []*Run
		open := func(ctx context.Context) (grpc.ServerStreamingClient[pb.WatchRunsResponse], error) {
			runs = nil
			request := &pb.WatchRunsRequest{ManagerId: m.id}
			if *known {
				request.AfterRevision = after
			}
			return m.service().WatchRuns(ctx, request)
		}
		for message, err := range resumed(ctx, m.client.unreachable(), open, func() bool { return true }) {
			if err != nil {
				yield(nil, err)
				return
			}
			event := &RunEvent{Revision: message.GetRevision()}
			switch told := message.GetEvent().(type) {
			case *pb.WatchRunsResponse_Snapshot:
				runs = append(runs, runsOf(told.Snapshot.GetRuns())...)
				if told.Snapshot.GetMore() {
					continue
				}
				event.Snapshot, event.Manager, event.Runs = true, managerOf(told.Snapshot.GetManager()), runs
			case *pb.WatchRunsResponse_Run:
				event.Run = runOf(told.Run)
			case *pb.WatchRunsResponse_Manager:
				event.Manager = managerOf(told.Manager)
			default:
				continue
			}
			*after, *known = event.Revision, true
			if !yield(event, nil) {
				return
			}
		}
	}
}

func managerOf(manager *pb.Manager) *ManagerInfo {
	info := &ManagerInfo{
		ID: manager.GetManagerId(), State: ManagerOpen, DefaultExecutor: manager.GetDefaultExecutor(), Revision: manager.GetRevision(),
		Failed: runsOf(manager.GetReport().GetFailed()), FailedRuns: int(manager.GetReport().GetFailedRuns()),
	}
	switch manager.GetState() {
	case pb.ManagerState_MANAGER_STATE_CLOSING:
		info.State = ManagerClosing
	case pb.ManagerState_MANAGER_STATE_CLOSED:
		info.State = ManagerClosed
	}
	return info
}
