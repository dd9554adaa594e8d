package lyceum

import (
	"log/slog"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const defaultLease = 30 * time.Second

// ManagerOptions say how a manager is made. The zero value has the operator's template inline as its only executor.
type ManagerOptions struct {
	// Executors are the manager's own instances of the operator's templates. None means the template inline, which is the default then.
	// A single one without a name is called default, and is the default.
	Executors []Executor
	// DefaultExecutor is for launches that name none; empty means none, unless there is a single unnamed executor or none at all.
	DefaultExecutor string
	// Retry says how often and when agents that fail are run again; its zero value means never.
	Retry RetryPolicy
	// Lease is the time without a sign of life of this program after which its owner has vanished; 0 means 30 s, less than 0 never.
	// At least 1 s.
	Lease time.Duration
	// Detach leaves the agents running when the owner has vanished; otherwise the manager is closed then.
	Detach bool
	// Grace is how long agents have to end when the manager closes, before they are killed; 0 means 10 s.
	Grace time.Duration
}

// Executor is a named place to run agents.
type Executor struct {
	// Name is the executor's within its manager.
	Name string
	// Template is the operator's; empty means the one of the executor's name.
	Template string
	// Places is how many agents run at most at once; 0 means the template's limit alone.
	Places int
	// LogLevel is that of its hosts; nil means the template's.
	LogLevel *slog.Level
}

// RetryPolicy says how often and when to run an agent again that failed.
type RetryPolicy struct {
	// MaxRetries are runs after the first: at most this number + 1 attempts.
	MaxRetries int
	// InitialBackoff is the wait before the first retry; 0 means none. MaxBackoff is the longest; 0 means 60 s.
	InitialBackoff, MaxBackoff time.Duration
	// Multiplier is the factor from wait to wait; 0 means 2.
	Multiplier float64
	// NonRetryableTypes are failure types that are not retried.
	NonRetryableTypes []string
}

func (r RetryPolicy) proto() *pb.RetryPolicy {
	return &pb.RetryPolicy{
		MaxRetries: uint32(max(0, r.MaxRetries)), InitialBackoff: optionalDuration(r.InitialBackoff),
		MaxBackoff: optionalDuration(r.MaxBackoff), BackoffMultiplier: r.Multiplier, NonRetryableTypes: r.NonRetryableTypes,
	}
}

func (e Executor) proto() *pb.ExecutorSpec {
	spec := &pb.ExecutorSpec{Name: e.Name, Template: e.Template, Places: uint32(max(0, e.Places))}
	if e.LogLevel != nil {
		spec.LogLevel = protoLevel(*e.LogLevel)
	}
	return spec
}

func protoLevel(level slog.Level) pb.LogLevel {
	switch {
	case level < slog.LevelInfo:
		return pb.LogLevel_LOG_LEVEL_DEBUG
	case level < slog.LevelWarn:
		return pb.LogLevel_LOG_LEVEL_INFO
	case level < slog.LevelError:
		return pb.LogLevel_LOG_LEVEL_WARN
	default:
		return pb.LogLevel_LOG_LEVEL_ERROR
	}
}

func (o ManagerOptions) request(user EntityID) *pb.CreateManagerRequest {
	request := &pb.CreateManagerRequest{
		RequestId: newID(), DefaultExecutor: o.DefaultExecutor, Retry: o.Retry.proto(),
		Grace: optionalDuration(o.Grace), OrphanPolicy: pb.OrphanPolicy_ORPHAN_POLICY_CLOSE,
	}
	// An agent's manager has a user of its own.
	if user.Role == RoleUser {
		request.User = user.proto()
	}
	if o.Detach {
		request.OrphanPolicy = pb.OrphanPolicy_ORPHAN_POLICY_DETACH
	}
	if o.Lease > 0 {
		request.Lease = durationpb.New(o.Lease)
	}
	for _, executor := range o.Executors {
		request.Executors = append(request.Executors, executor.proto())
	}
	return request
}
