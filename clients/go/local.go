package lyceum

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// localExecutor is the executor whose agents this process hosts.
	localExecutor = "local"
	// externalTemplate is the operator's template for agents that somebody else hosts.
	externalTemplate = "external"
	// abandonAfter is the time that interrupted agents have to end.
	abandonAfter = time.Second
)

// LaunchHere launches an agent that this process hosts: an *Agent, which is used again for each attempt, or a Factory, which makes a new
// one with Options.Args. It goes on in the background, until it ends or the manager is closed. The operator must have a template named
// external.
func (m *Manager) LaunchHere(ctx context.Context, source Source, options LaunchOptions) (*Launched, error) {
	if err := m.checkOpen(); err != nil {
		return nil, err
	}
	if agent, is := source.(*Agent); is {
		if err := agent.check(); err != nil {
			return nil, err
		}
	}
	spec, err := options.spec("")
	if err != nil {
		return nil, err
	}
	if spec.Executor == "" {
		if spec.Executor, err = m.localExecutor(ctx); err != nil {
			return nil, err
		}
	}
	if spec.Registration == nil {
		spec.Lineage = source.types()
	}
	launched, err := m.launch(ctx, spec)
	if err != nil {
		return nil, err
	}
	m.hosts.start(launched.RunToken, source)
	return launched, nil
}

func (m *Manager) localExecutor(ctx context.Context) (string, error) {
	if m.id == "" {
		// The server's own manager takes no executors; it has one for each template.
		return externalTemplate, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.local == "" {
		err := m.AddExecutor(ctx, Executor{Name: localExecutor, Template: externalTemplate})
		if err != nil && !errors.Is(err, ErrExecutorExists) {
			return "", err
		}
		m.local = localExecutor
	}
	return m.local, nil
}

// localHosts are the agents of a manager that this process hosts.
type localHosts struct {
	site  site
	log   *slog.Logger
	going context.Context
	stop  context.CancelFunc
	hosts sync.WaitGroup
}

func newLocalHosts(site site, log *slog.Logger) *localHosts {
	h := &localHosts{site: site, log: log}
	h.going, h.stop = context.WithCancel(context.Background())
	return h
}

// start hosts a run in the background: all its attempts, which the run token claims.
func (h *localHosts) start(runToken string, source Source) {
	claim := h.site.transport.withToken(runToken)
	h.hosts.Go(func() {
		for {
			spec, err := fetchRunSpec(h.going, claim)
			if err != nil {
				// The run has ended between attempts, or its manager is gone, or this process is to end.
				over := errors.Is(err, ErrRunEnded) || errors.Is(err, ErrRunNotFound) || errors.Is(err, ErrSuperseded)
				if h.going.Err() == nil && !over {
					h.log.Error("an agent of this process could not be hosted", "error", err)
				}
				return
			}
			end := attempt{
				spec: spec, site: h.site, runner: h.site.transport.withToken(spec.runToken), source: source, going: h.going,
				log: spec.logger(h.log),
			}.make()
			if end.runEnded {
				return
			}
		}
	})
}

// close waits for all to end; those that have not by then are interrupted, and those that do not heed it are abandoned.
func (h *localHosts) close(grace time.Duration) {
	defer h.stop()
	ended := make(chan struct{})
	go func() {
		h.hosts.Wait()
		close(ended)
	}()
	if within(ended, grace) {
		return
	}
	h.stop()
	if !within(ended, abandonAfter) {
		h.log.Warn("agents of this process that do not end were abandoned")
	}
}
