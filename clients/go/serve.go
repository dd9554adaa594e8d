package lyceum

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// ServeOptions say how an agent is run that no manager launches.
type ServeOptions struct {
	// UID is the agent's, so that it is the same each time; empty makes a new one.
	UID string
	// Name is for people.
	Name string
	// Config says how it behaves; its mailbox is kept at its end unless this says otherwise.
	Config RuntimeConfig
	// Arguments are for a Factory, as those of a call.
	Arguments []any
	// OnStarted is called once it serves.
	OnStarted func(*Handle)
}

// Serve runs an agent that no manager launches: it is registered, listens, and serves until it is asked to end, or the context is
// done, or SIGTERM or SIGINT comes; running actions have 5 s then. The error is an *AgentError when the agent failed; else it says
// why it cannot be registered.
func Serve(ctx context.Context, source Source, options Options, serve ServeOptions) error {
	if options.Name == "" {
		options.Name = "host of " + source.types()[0]
	}
	user, err := Connect(ctx, options)
	if err != nil {
		return err
	}
	defer user.Close()
	arguments, err := encodeArguments(serve.Arguments)
	if err != nil {
		return err
	}
	wanted := NewRegistration{Name: serve.Name, UID: serve.UID, Lineage: source.types()}
	registered, err := user.RegisterAgents(ctx, wanted)
	if err != nil {
		return err
	}
	wanted.UID = registered[0].Agent.UID
	renew := func(ctx context.Context) (session.Token, error) {
		again, err := user.RegisterAgents(ctx, wanted)
		if err != nil {
			return session.Token{}, err
		}
		return again[0].token, nil
	}
	log := user.log.With("agent", registered[0].Agent.String())
	client := user.site.agentClient(registered[0].Agent, serve.Config, session.Options{Token: registered[0].token, Renew: renew}, log)
	agent, err := client.makeAgent(ctx, source, arguments)
	if err != nil {
		client.messenger.close(ctx)
		return err
	}
	return user.live(ctx, newLife(agent, client, serve.Config, 0, log), serve)
}

func (c *Client) live(ctx context.Context, life *life, serve ServeOptions) error {
	going, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	unwatch := context.AfterFunc(going, func() {
		stop()
		life.interrupt(drainTime)
	})
	defer unwatch()
	agent := life.client.Entity()
	end := life.live(func() {
		if serve.OnStarted != nil {
			serve.OnStarted(c.Handle(agent))
		}
	})
	terminate := end.terminate
	if terminate == nil {
		terminate = serve.Config.TerminateOnSuccess
		if end.failure != nil {
			terminate = serve.Config.TerminateOnError
		}
	}
	var failed error
	if end.failure != nil {
		failed = &AgentError{Failure: *end.failure}
	}
	if terminate != nil && *terminate && !end.interrupted {
		_, err := c.Terminate(context.WithoutCancel(ctx), agent)
		failed = errors.Join(failed, err)
	}
	return failed
}
