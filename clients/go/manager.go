package lyceum

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Manager launches agents, waits for them, ends them. Its record, its agents' runs and their outcomes are the server's; this program
// owns it as long as it renews the lease, which it does by itself. It is safe for use by several goroutines.
type Manager struct {
	id     string
	client *Client
	log    *slog.Logger
	lease  *lease
	// owned says that closing it closes the server's manager.
	owned  bool
	hosts  *localHosts
	closed atomic.Bool

	mu sync.Mutex
	// local is the executor whose agents this process hosts; empty until there is one.
	local string
}

// NewManager makes a manager of the client's user. Close it.
//
// Errors: ErrTemplateNotFound; ErrInvalidField, such as a default that names none of the executors.
func (c *Client) NewManager(ctx context.Context, options ManagerOptions) (*Manager, error) {
	if options.Lease == 0 {
		options.Lease = defaultLease
	}
	response, err := c.site.transport.manager().CreateManager(ctx, options.request(c.Entity()))
	if err != nil {
		return nil, err
	}
	manager := c.ManagerOf(response.GetManager().GetManagerId())
	manager.owned = true
	if options.Lease > 0 {
		manager.lease = keepLease(c.site.transport, manager.id, options.Lease, c.log)
	}
	return manager, nil
}

// ManagerOf uses a manager that somebody made; an empty id means the server's own. It stays open when this one is closed.
func (c *Client) ManagerOf(id string) *Manager {
	return &Manager{id: id, client: c, log: c.log, hosts: newLocalHosts(c.site, c.log)}
}

// ID is its id at the server; empty for the server's own.
func (m *Manager) ID() string { return m.id }

// Client is the exchange, in the name of the manager's user.
func (m *Manager) Client() *Client { return m.client }

// Handle makes a handle of an agent.
func (m *Manager) Handle(agent EntityID) *Handle { return m.client.Handle(agent) }

// AddExecutor adds an executor. Errors: ErrExecutorExists, ErrTemplateNotFound, ErrManagerClosed.
func (m *Manager) AddExecutor(ctx context.Context, executor Executor) error {
	request := &pb.AddExecutorRequest{RequestId: newID(), ManagerId: m.id, Executor: executor.proto()}
	_, err := m.service().AddExecutor(ctx, request)
	return err
}

// SetDefaultExecutor sets the executor of launches that name none; empty sets that there is none. Errors: ErrExecutorNotFound,
// ErrManagerClosed.
func (m *Manager) SetDefaultExecutor(ctx context.Context, name string) error {
	_, err := m.service().SetDefaultExecutor(ctx, &pb.SetDefaultExecutorRequest{ManagerId: m.id, Name: name})
	return err
}

// NewKind is an agent to register under a manager.
type NewKind struct {
	// Kind is of the operator's catalogue; empty where a program brings the agent, by LaunchHere.
	Kind string
	// Name is for people.
	Name string
	// Lineage are its types; empty means the kind's.
	Lineage []string
}

// RegisterAgents registers agents to be launched later, all or none, in order: their mailboxes take messages from then on. Errors:
// ErrKindNotFound, ErrManagerClosed.
func (m *Manager) RegisterAgents(ctx context.Context, agents ...NewKind) ([]Registration, error) {
	request := &pb.ManagerServiceRegisterAgentsRequest{RequestId: newID(), ManagerId: m.id}
	for _, agent := range agents {
		request.Agents = append(request.Agents, &pb.KindRegistration{Kind: agent.Kind, Name: agent.Name, Lineage: agent.Lineage})
	}
	response, err := m.service().RegisterAgents(ctx, request)
	if err != nil {
		return nil, err
	}
	return registrationsOf(response.GetRegistrations()), nil
}

// Running are agents whose runs have not ended: queued, retrying and stopping ones included.
func (m *Manager) Running(ctx context.Context) ([]EntityID, error) {
	runs, err := m.runs(ctx, true)
	agents := make([]EntityID, len(runs))
	for i, run := range runs {
		agents[i] = run.Agent
	}
	return agents, err
}

// Runs are its runs, oldest first.
func (m *Manager) Runs(ctx context.Context) ([]*Run, error) { return m.runs(ctx, false) }

// Run is a run, or the latest of an agent. Errors: ErrRunNotFound, ErrNotLaunchedHere.
func (m *Manager) Run(ctx context.Context, target Target) (*Run, error) {
	response, err := m.service().GetRun(ctx, &pb.GetRunRequest{ManagerId: m.id, Target: target.target()})
	if err != nil {
		return nil, err
	}
	return runOf(response.GetRun()), nil
}

// StopOptions say how an agent is asked to end.
type StopOptions struct {
	// Mailbox says what becomes of its mailbox.
	Mailbox ShutdownMailbox
	// KillAfter kills its host when it has not ended by then; 0 means as the run's configuration says.
	KillAfter time.Duration
	// NoWait returns once the request is made, not once the agent has ended.
	NoWait bool
}

// Shutdown asks an agent to end, ends its retries, and waits for its end. When the context is done first, the agent ends all the same.
//
// The error is a *RunError when the agent failed, also when it had failed before; a *WaitTimeoutError when the context's deadline passed;
// ErrNotLaunchedHere, ErrRunNotFound.
func (m *Manager) Shutdown(ctx context.Context, target Target, options StopOptions) error {
	request := &pb.ShutdownRequest{
		ManagerId: m.id, Target: target.target(), Terminate: options.Mailbox.proto(), KillAfter: optionalDuration(options.KillAfter),
	}
	response, err := m.service().Shutdown(ctx, request)
	if err != nil || options.NoWait {
		return err
	}
	result, err := m.Wait(ctx, []Target{runOf(response.GetRun())}, WaitOptions{})
	if err != nil {
		return err
	}
	return result.Err()
}

func (m *Manager) service() pb.ManagerServiceClient { return m.client.site.transport.manager() }

func (m *Manager) runs(ctx context.Context, running bool) ([]*Run, error) {
	var runs []*Run
	request := &pb.ListRunsRequest{ManagerId: m.id, Running: running, PageSize: pageSize}
	for {
		page, err := m.service().ListRuns(ctx, request)
		if err != nil {
			return nil, err
		}
		runs = append(runs, runsOf(page.GetRuns())...)
		if page.GetNextPageToken() == "" {
			return runs, nil
		}
		request.PageToken = page.GetNextPageToken()
	}
}
