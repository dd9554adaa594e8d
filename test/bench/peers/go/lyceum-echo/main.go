// An action of a Lyceum agent in a process of its own, that is this program again: `lyceum-echo <action>`. The server is the environment's.
package main

import (
	"context"
	"log"
	"os"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"

	"github.com/lyceum-agents/lyceum/test/bench/peers/go/child"
	"github.com/lyceum-agents/lyceum/test/bench/peers/go/load"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, action string) error {
	if action == "host" {
		return host(ctx)
	}
	agent, err := child.Start("host")
	if err != nil {
		return err
	}
	defer agent.Stop()
	client, err := lyceum.Connect(ctx, lyceum.Options{Name: "caller"})
	if err != nil {
		return err
	}
	defer client.Close()
	echo := client.Handle(lyceum.AgentID(agent.Said))
	call := func(ctx context.Context) (string, error) { return lyceum.Call[string](ctx, echo, action, load.Text) }
	return load.Serve(ctx, call, "google.golang.org/grpc", "google.golang.org/protobuf")
}
