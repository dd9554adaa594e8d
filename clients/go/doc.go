// Package lyceum is the Go SDK of Lyceum, agents as a service: write agents, host them, launch them, call them and wait for them, from
// Go, together with agents and programs in any other language.
//
// A program connects and calls:
//
//	client, err := lyceum.Connect(ctx, lyceum.Options{})
//	defer client.Close()
//	sum, err := lyceum.Call[int](ctx, client.Handle(agent), "add", 40, 2)
//
// An agent is declared by NewAgent, and run by Host (a program that the server starts, or that claims a run), by Serve (on its own) or by
// Manager.LaunchHere (in this process, under a manager). Agents of the operator's catalogue are launched by Manager.Launch, waited for by
// Manager.Wait and Manager.Completions, and ended by Manager.Shutdown and Manager.Close.
//
// Every function that waits takes a context. Its deadline is the call's, its end cancels the call, and it carries the trace context.
// Every error is an *Error, or can be had as one by errors.As; errors.Is tells its reason. What went wrong inside an agent is an
// *AgentError, and how a run ended is a *RunError.
//
// A cut connection is no end: calls, waits and watches go on where they were.
package lyceum
