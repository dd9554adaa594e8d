package lyceum

import (
	"context"
	"errors"
	"log/slog"

	"github.com/lyceum-agents/lyceum/clients/go/internal/session"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// runSpec is what a host is to run.
type runSpec struct {
	runID     string
	attempt   int
	agent     EntityID
	token     session.Token
	arguments Payload
	config    RuntimeConfig
	logLevel  slog.Level
	// runToken is the credential of this very attempt.
	runToken string
}

// fetchRunSpec trades a run token, the transport's credential, for what to run; it waits until there is something.
func fetchRunSpec(ctx context.Context, transport *transport) (*runSpec, error) {
	for {
		response, err := transport.runner().GetRunSpec(ctx, &pb.GetRunSpecRequest{})
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		spec := response.GetSpec()
		if spec.GetAgent().GetEntity() == nil {
			return nil, missing("agent to run")
		}
		return &runSpec{
			runID: spec.GetRunId(), attempt: int(spec.GetAttempt()), agent: entityOf(spec.GetAgent().GetEntity()),
			token: tokenOf(spec.GetAgent()), config: configOf(spec.GetConfig()), logLevel: levelOf(spec.GetLogLevel()),
			arguments: Payload{MediaType: spec.GetArguments().GetMediaType(), Data: spec.GetArguments().GetData()},
			runToken:  spec.GetRunToken(),
		}, nil
	}
}

func levelOf(level pb.LogLevel) slog.Level {
	switch level {
	case pb.LogLevel_LOG_LEVEL_DEBUG:
		return slog.LevelDebug
	case pb.LogLevel_LOG_LEVEL_WARN:
		return slog.LevelWarn
	case pb.LogLevel_LOG_LEVEL_ERROR:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}
