package lyceum

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// drainTime is what running actions have to finish when their host must go.
const drainTime = 5 * time.Second

// Host hosts one attempt of a run from its start to its end: it fetches what to run, makes the agent, listens, serves, and reports
// how it ended until that is heard. It is for a program that the server starts (driver command), where the environment says all, and
// for one that claims a run by the token of its launch (driver external), in Options.Token.
//
// SIGTERM, SIGINT, or the context's end let running actions finish for 5 s, end the agent in order, and report the attempt as
// interrupted: it is made again, and not counted where the server itself stops. Otherwise it counts as a failed one.
//
// The error is an *AgentError when the agent failed, which the manager knows then; else it says why there was nothing to run:
// ErrRunEnded, ErrSuperseded, ErrTokenInvalid.
func Host(ctx context.Context, source Source, options Options) error {
	given := options.Logger
	options, err := options.resolved()
	if err != nil {
		return err
	}
	going, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(going, stop)
	transport, err := newTransport(options)
	if err != nil {
		return err
	}
	defer transport.close()
	spec, err := fetchRunSpec(going, transport)
	if err != nil {
		return err
	}
	site := newSite(options, transport)
	defer site.connection.Close()
	end := attempt{
		spec: spec, site: site, runner: transport.withToken(spec.runToken), source: source, going: going, drain: drainTime,
		log: spec.logger(given),
	}.make()
	if end.failure != nil {
		return &AgentError{Failure: *end.failure}
	}
	return nil
}

// logger is what an agent logs to: what its program gave, or standard error at the level of the run.
func (s *runSpec) logger(given *slog.Logger) *slog.Logger {
	if given == nil {
		level := max(s.logLevel, levelOfEnvironment(slog.LevelDebug))
		given = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	}
	name := s.agent.Name
	if name == "" {
		name = s.agent.UID
	}
	return given.With("run", s.runID, "attempt", s.attempt, "agent", name)
}

// levelOfEnvironment is what LYCEUM_LOG says: debug, info, warn, error or silent.
func levelOfEnvironment(fallback slog.Level) slog.Level {
	switch strings.ToLower(os.Getenv("LYCEUM_LOG")) {
	case "debug", "trace":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	case "silent":
		return slog.LevelError + 100
	default:
		return fallback
	}
}
