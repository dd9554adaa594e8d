package lyceum

import (
	"context"
	"log/slog"
	"time"

	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// attempt is one attempt of a run: the agent is made, lives its life, and how it ended is reported.
type attempt struct {
	spec *runSpec
	site site
	// runner has the credential of this attempt.
	runner *transport
	source Source
	// going is done when the host must go; running actions have drain then.
	going context.Context
	drain time.Duration
	log   *slog.Logger
}

// attemptEnd is how an attempt ended.
type attemptEnd struct {
	lifeEnd
	// runEnded says that no other attempt of the run follows.
	runEnded bool
}

func (a attempt) make() attemptEnd {
	reports := reports{a.runner, a.log}
	end := a.live(reports)
	return attemptEnd{end, reports.exited(a.going, end)}
}

func (a attempt) live(reports reports) lifeEnd {
	renew := func(ctx context.Context) (session.Token, error) {
		spec, err := fetchRunSpec(ctx, a.runner)
		if err != nil {
			return session.Token{}, err
		}
		return spec.token, nil
	}
	client := a.site.agentClient(a.spec.agent, a.spec.config, session.Options{Token: a.spec.token, Renew: renew}, a.log)
	agent, err := client.makeAgent(a.going, a.source, a.spec.arguments)
	if err != nil {
		a.log.Error("the agent could not be made", "error", err)
		client.messenger.close(a.going)
		return lifeEnd{failure: failedStep("ConstructorError", "the agent could not be made", err)}
	}
	life := newLife(agent, client, a.spec.config, a.spec.attempt, a.log)
	stop := context.AfterFunc(a.going, func() { life.interrupt(a.drain) })
	defer stop()
	over, cancel := context.WithCancel(context.Background())
	defer cancel()
	return life.live(func() { go reports.started(over) })
}

// agentClient begins to listen in an agent's name: to pings and the like; what it is to do comes once it serves, or waits here where only
// so many run at once.
func (s site) agentClient(agent EntityID, config RuntimeConfig, options session.Options, log *slog.Logger) *Client {
	options.Window = min(config.MaxConcurrentActions, maxWindow)
	if config.MaxConcurrentActions <= 0 {
		options.Window = untilHosted
	}
	return &Client{messenger: s.newMessenger(agent, true, options), site: s, log: log}
}

const (
	// maxWindow is how many requests may be delivered before one is begun.
	maxWindow = 256
	// untilHosted is the window of an agent whose actions all begin as they come: none until it serves.
	untilHosted = -1
)

func (c *Client) makeAgent(ctx context.Context, source Source, arguments Payload) (agent *Agent, err error) {
	err = isolated(func() error {
		agent, err = source.make(ctx, c, arguments)
		return err
	})
	return agent, err
}
