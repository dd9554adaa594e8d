package lyceum_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

func ExampleHost() {
	type greeting struct {
		Name string `json:"name"`
		Mark string `json:"mark" default:"\"!\""`
	}
	agent := lyceum.NewAgent("Greeter",
		lyceum.Action("greet", func(_ context.Context, in greeting) (string, error) {
			return "hello, " + in.Name + in.Mark, nil
		}),
	)
	if err := lyceum.Host(context.Background(), agent, lyceum.Options{}); err != nil {
		log.Fatal(err)
	}
}

func ExampleCall() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := lyceum.Connect(ctx, lyceum.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	agents, err := client.Discover(ctx, "Greeter", false)
	if err != nil || len(agents) == 0 {
		log.Fatal("there is no greeter: ", err)
	}
	text, err := lyceum.Call[string](ctx, client.Handle(agents[0]), "greet", lyceum.Named{"name": "Ada"})
	var failed *lyceum.AgentError
	switch {
	case errors.As(err, &failed):
		log.Fatal("the agent failed: ", failed.Failure.Message)
	case errors.Is(err, lyceum.ErrMailboxTerminated):
		log.Fatal("the agent has ended")
	case err != nil:
		log.Fatal(err)
	}
	fmt.Println(text)
}

func ExampleManager_Completions() {
	ctx := context.Background()
	client, err := lyceum.Connect(ctx, lyceum.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	manager, err := client.NewManager(ctx, lyceum.ManagerOptions{Executors: []lyceum.Executor{{Template: "command"}}})
	if err != nil {
		log.Fatal(err)
	}
	var targets []lyceum.Target
	for _, shard := range []string{"a", "b", "c"} {
		launched, err := manager.Launch(ctx, "site", lyceum.LaunchOptions{Args: []any{shard}})
		if err != nil {
			log.Fatal(err)
		}
		targets = append(targets, launched)
	}
	for run, err := range manager.Completions(ctx, targets, lyceum.WaitOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(run.Agent, run.Outcome)
	}
	if err := manager.Close(ctx); err != nil {
		log.Fatal(err)
	}
}
