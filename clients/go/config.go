package lyceum

import (
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// RuntimeConfig says how an agent behaves around its life. What is left out has its default.
type RuntimeConfig struct {
	// CancelActionsOnShutdown cancels running actions when the agent ends; otherwise they are awaited. Nil means true.
	CancelActionsOnShutdown *bool
	// RaiseLoopErrorsOnShutdown makes a loop's error fail the run. Nil means true.
	RaiseLoopErrorsOnShutdown *bool
	// ShutdownOnLoopError makes a loop's error end the agent. Nil means true.
	ShutdownOnLoopError *bool
	// TerminateOnError ends the mailbox when the run failed, after the last attempt. Nil means true; false for Serve.
	TerminateOnError *bool
	// TerminateOnSuccess ends the mailbox when the run succeeded. Nil means true; false for Serve.
	TerminateOnSuccess *bool
	// MaxConcurrentActions is how many actions run at once; 0 means no limit.
	MaxConcurrentActions int
	// AllowedMediaTypes are accepted in arguments; empty means JSON, protobuf and raw bytes.
	AllowedMediaTypes []string
	// StartTimeout is the time from start to ready before an attempt fails; 0 means the server's limit.
	StartTimeout time.Duration
	// StopGrace is the time from a request to end until the host is killed; 0 means the manager's grace.
	StopGrace time.Duration
}

func (c RuntimeConfig) proto() *pb.RuntimeConfig {
	return &pb.RuntimeConfig{
		CancelActionsOnShutdown:   c.CancelActionsOnShutdown,
		RaiseLoopErrorsOnShutdown: c.RaiseLoopErrorsOnShutdown,
		ShutdownOnLoopError:       c.ShutdownOnLoopError,
		TerminateOnError:          c.TerminateOnError,
		TerminateOnSuccess:        c.TerminateOnSuccess,
		MaxConcurrentActions:      uint32(max(0, c.MaxConcurrentActions)),
		AllowedMediaTypes:         c.AllowedMediaTypes,
		StartTimeout:              optionalDuration(c.StartTimeout),
		StopGrace:                 optionalDuration(c.StopGrace),
	}
}

func configOf(config *pb.RuntimeConfig) RuntimeConfig {
	if config == nil {
		return RuntimeConfig{}
	}
	return RuntimeConfig{
		CancelActionsOnShutdown:   config.CancelActionsOnShutdown,
		RaiseLoopErrorsOnShutdown: config.RaiseLoopErrorsOnShutdown,
		ShutdownOnLoopError:       config.ShutdownOnLoopError,
		TerminateOnError:          config.TerminateOnError,
		TerminateOnSuccess:        config.TerminateOnSuccess,
		MaxConcurrentActions:      int(config.GetMaxConcurrentActions()),
		AllowedMediaTypes:         config.GetAllowedMediaTypes(),
		StartTimeout:              config.GetStartTimeout().AsDuration(),
		StopGrace:                 config.GetStopGrace().AsDuration(),
	}
}

// optionalDuration writes a duration whose zero means that it was not said.
func optionalDuration(duration time.Duration) *durationpb.Duration {
	if duration == 0 {
		return nil
	}
	return durationpb.New(duration)
}

// isTrue reads an option whose default is true.
func isTrue(option *bool) bool { return option == nil || *option }
