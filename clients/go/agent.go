package lyceum

import (
	"context"
	"fmt"
	"slices"
	"time"

	"google.golang.org/grpc/codes"
)

// rootType is the most general type of every agent.
const rootType = "lyceum.Agent"

// Agent is a program with actions: what it is called, what it can do, and what it does by itself. Its state is its program's
// own, and is used by several goroutines at once: each action runs in one.
//
//	counter := &Counter{}
//	agent := lyceum.NewAgent("Counter",
//		lyceum.Action("increment", counter.Increment, lyceum.Doc("Adds to the count; tells the new one.")),
//		lyceum.StreamAction("countdown", counter.Countdown),
//		lyceum.Timer("tick", time.Second, counter.Tick),
//		lyceum.OnShutdown(counter.Save),
//	)
type Agent struct {
	lineage  []string
	doc      string
	actions  map[string]*action
	loops    []loop
	startup  func(context.Context) error
	shutdown func(context.Context) error
	problems []string
}

// Declaration is a part of an agent: an Action, a StreamAction, a Loop, a Timer, OnStartup, OnShutdown, Types or About.
type Declaration func(*Agent)

// NewAgent declares an agent of a type. What is wrong with it is told where it is hosted, as ErrInvalidAgent.
func NewAgent(kind string, declarations ...Declaration) *Agent {
	agent := &Agent{lineage: []string{kind, rootType}, actions: map[string]*action{}}
	if kind == "" {
		agent.problem("an agent needs a type")
	}
	for _, declare := range declarations {
		declare(agent)
	}
	return agent
}

// Types names the agent's more general types, from the next to the most general; Client.Discover finds it by any of them.
func Types(more ...string) Declaration {
	return func(agent *Agent) { agent.lineage = append(agent.lineage[:1:1], more...) }
}

// About says what the agent is, for people.
func About(doc string) Declaration {
	return func(agent *Agent) { agent.doc = doc }
}

// OnStartup runs before the agent serves; what came before waits. An error fails the run. Its context is done when its host must go, or has
// lost the mailbox, and no later than when it has started.
func OnStartup(start func(context.Context) error) Declaration {
	return func(agent *Agent) { agent.startup = start }
}

// OnShutdown runs when the agent ends, while its running actions go on. An error fails the run.
func OnShutdown(stop func(context.Context) error) Declaration {
	return func(agent *Agent) { agent.shutdown = stop }
}

// Loop runs for as long as the agent does; its context is done when the agent is to end. An error other than that of the
// context fails the run, and ends the agent, unless RuntimeConfig says otherwise.
func Loop(name string, run func(context.Context) error) Declaration {
	return func(agent *Agent) { agent.addLoop(loop{name, run}) }
}

// Timer runs a function at once, and then each time so long after it returned.
func Timer(name string, interval time.Duration, tick func(context.Context) error) Declaration {
	return func(agent *Agent) {
		if interval <= 0 {
			agent.problem("timer %q needs an interval above 0", name)
		}
		agent.addLoop(loop{name, func(ctx context.Context) error { return everyInterval(ctx, interval, tick) }})
	}
}

func (a *Agent) addLoop(added loop) {
	taken := slices.ContainsFunc(a.loops, func(other loop) bool { return other.name == added.name })
	if taken || added.name == "" {
		a.problem("loop %q needs a name of its own", added.name)
	}
	a.loops = append(a.loops, added)
}

func (a *Agent) problem(format string, args ...any) {
	a.problems = append(a.problems, fmt.Sprintf(format, args...))
}

// redeliverable names the actions that may run twice.
func (a *Agent) redeliverable() []string {
	names := []string{describeAction}
	for name, action := range a.actions {
		if action.redeliverable {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (a *Agent) check() error {
	if len(a.problems) == 0 {
		return nil
	}
	return fault(ErrInvalidAgent, codes.InvalidArgument, "agent %q: %s", a.lineage[0], a.problems[0])
}

// Source makes the agent of an attempt: an *Agent is itself, again and again; a Factory makes a new one.
type Source interface {
	// types tells the lineage.
	types() []string
	// make makes the agent with the arguments of its run.
	make(ctx context.Context, client *Client, payload Payload) (*Agent, error)
}

func (a *Agent) types() []string { return a.lineage }

func (a *Agent) make(context.Context, *Client, Payload) (*Agent, error) { return a, a.check() }

// Factory makes an agent of a type with the arguments of its launch, which are taken as those of an action are; see Action.
func Factory[In any](kind string, build func(ctx context.Context, in In) (*Agent, error)) Source {
	return factory[In]{kind, build, bindingOf[In]()}
}

type factory[In any] struct {
	kind    string
	build   func(context.Context, In) (*Agent, error)
	binding *binding
}

func (f factory[In]) types() []string { return []string{f.kind, rootType} }

func (f factory[In]) make(ctx context.Context, client *Client, payload Payload) (*Agent, error) {
	if len(f.binding.problems) > 0 {
		return nil, fault(ErrInvalidAgent, codes.InvalidArgument, "agent %q: %s", f.kind, f.binding.problems[0])
	}
	arguments, err := decodeArguments(payload)
	if err != nil {
		return nil, err
	}
	var in In
	if err := f.binding.fill(&in, arguments, client); err != nil {
		return nil, err
	}
	agent, err := f.build(ctx, in)
	if err != nil {
		return nil, err
	}
	return agent, agent.check()
}
