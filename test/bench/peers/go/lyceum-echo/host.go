package main

import (
	"context"
	"fmt"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// host hosts the agent until SIGTERM; it says which.
func host(ctx context.Context) error {
	agent := lyceum.NewAgent("Echo",
		lyceum.Action("echo", giveBack),
		lyceum.Action("echoAgain", giveBack, lyceum.Redeliverable()),
	)
	started := func(handle *lyceum.Handle) { fmt.Println(handle.Agent().UID) }
	return lyceum.Serve(ctx, agent, lyceum.Options{}, lyceum.ServeOptions{Name: "echo", OnStarted: started})
}

func giveBack(_ context.Context, text string) (string, error) { return text, nil }
