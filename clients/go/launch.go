package lyceum

import (
	"context"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// LaunchOptions say how an agent is launched.
type LaunchOptions struct {
	// Args are the arguments of its constructor, as those of Handle.Call; a Named as the last one has those by name.
	Args []any
	// Config says how it behaves; nil means defaults.
	Config *RuntimeConfig
	// Executor names the executor; empty means the manager's default, and this process for LaunchHere.
	Executor string
	// Name is for people; a registration's own wins.
	Name string
	// Registration was made before; nil registers the agent.
	Registration *EntityID
	// Relaunch runs a registration again that this manager has run before.
	Relaunch bool
	// Retry is in place of the manager's; nil means the manager's.
	Retry *RetryPolicy
}

// Launch is an agent of a batch.
type Launch struct {
	// Kind is of the operator's catalogue.
	Kind string
	LaunchOptions
}

// Warning is a caution about a launch that succeeded.
type Warning struct {
	// Code is for programs, such as EXECUTOR_OVERLOAD.
	Code, Message string
}

// Launched is an agent that was launched: its handle, and its run.
type Launched struct {
	*Handle
	// Run is as it was when the agent was launched.
	Run *Run
	// RunToken claims the run; only for driver external, to be given to its host.
	RunToken string
	// Warnings are cautions, which are logged, too.
	Warnings []Warning
}

// LaunchResult is what became of an agent of a batch: exactly one is set.
type LaunchResult struct {
	Launched *Launched
	Err      error
}

// maxBatch is how many are launched by one call.
const maxBatch = 500

// Launch launches an agent of a kind of the operator's catalogue. It returns once the launch is kept, before the agent runs: calls wait
// in its mailbox. A full executor queues it.
//
// Errors: ErrKindNotFound, ErrExecutorNotFound, ErrNoDefaultExecutor, ErrAlreadyExecuted, ErrAlreadyRunning, ErrMailboxTerminated,
// ErrManagerClosed, ErrInvalidArguments (they cannot be sent).
func (m *Manager) Launch(ctx context.Context, kind string, options LaunchOptions) (*Launched, error) {
	if err := m.checkOpen(); err != nil {
		return nil, err
	}
	spec, err := options.spec(kind)
	if err != nil {
		return nil, err
	}
	return m.launch(ctx, spec)
}

// LaunchBatch registers and launches agents, in order. A bad one has an error of its own, and the others go on; the error returned is
// that of the whole, and results tell what was launched before it.
func (m *Manager) LaunchBatch(ctx context.Context, launches []Launch) ([]LaunchResult, error) {
	if err := m.checkOpen(); err != nil {
		return nil, err
	}
	specs := make([]*pb.LaunchSpec, len(launches))
	for i, launch := range launches {
		spec, err := launch.spec(launch.Kind)
		if err != nil {
			return nil, err
		}
		specs[i] = spec
	}
	var results []LaunchResult
	for len(results) < len(specs) {
		step := specs[len(results):min(len(results)+maxBatch, len(specs))]
		request := &pb.LaunchBatchRequest{RequestId: newID(), ManagerId: m.id, Specs: step}
		response, err := m.service().LaunchBatch(ctx, request)
		if err != nil {
			return results, err
		}
		if len(response.GetResults()) != len(step) {
			return results, missing("result for each launch")
		}
		for _, result := range response.GetResults() {
			results = append(results, m.resultOf(result))
		}
	}
	return results, nil
}

func (m *Manager) resultOf(result *pb.LaunchResult) LaunchResult {
	if failed := result.GetError(); failed != nil {
		return LaunchResult{Err: errorOfReason(Reason(failed.GetReason()), failed.GetMessage())}
	}
	return LaunchResult{Launched: m.launched(result.GetLaunched())}
}

func (m *Manager) launch(ctx context.Context, spec *pb.LaunchSpec) (*Launched, error) {
	response, err := m.service().Launch(ctx, &pb.LaunchRequest{RequestId: newID(), ManagerId: m.id, Spec: spec})
	if err != nil {
		return nil, err
	}
	return m.launched(response.GetLaunched()), nil
}

func (m *Manager) launched(told *pb.Launched) *Launched {
	run := runOf(told.GetRun())
	launched := &Launched{Handle: m.client.Handle(run.Agent), Run: run, RunToken: told.GetRunToken()}
	for _, warning := range told.GetWarnings() {
		m.log.Warn(warning.GetMessage(), "code", warning.GetCode(), "agent", run.Agent.String())
		launched.Warnings = append(launched.Warnings, Warning{warning.GetCode(), warning.GetMessage()})
	}
	return launched
}

func (o LaunchOptions) spec(kind string) (*pb.LaunchSpec, error) {
	spec := &pb.LaunchSpec{Kind: kind, Executor: o.Executor, Name: o.Name, Relaunch: o.Relaunch}
	arguments, err := encodeArguments(o.Args)
	if err != nil {
		return nil, err
	}
	if len(arguments.Data) > 0 {
		spec.Arguments = arguments.proto()
	}
	if o.Config != nil {
		spec.Config = o.Config.proto()
	}
	if o.Registration != nil {
		spec.Registration = o.Registration.proto()
	}
	if o.Retry != nil {
		spec.Retry = o.Retry.proto()
	}
	return spec, nil
}
