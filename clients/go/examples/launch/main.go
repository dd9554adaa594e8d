// Launch launches agents that this program hosts, waits for them, and shuts them down.
//
//	LYCEUM_URL=http://127.0.0.1:50051 task.sh example launch
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

type settings struct {
	Steps int `json:"steps"`
}

// newWorker makes an agent that ends by itself after so many steps, or fails where there are none.
func newWorker(_ context.Context, in settings) (*lyceum.Agent, error) {
	if in.Steps <= 0 {
		return nil, lyceum.NonRetryable(errors.New("a worker needs steps"))
	}
	return lyceum.NewAgent("Worker",
		lyceum.Action("steps", func(context.Context, lyceum.None) (int, error) { return in.Steps, nil }),
		lyceum.Loop("work", func(ctx context.Context) error {
			for range in.Steps {
				select {
				case <-time.After(50 * time.Millisecond):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			lyceum.EndSelf(ctx, lyceum.AsConfigured)
			return nil
		}),
	), nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	client, err := lyceum.Connect(ctx, lyceum.Options{Name: "launcher"})
	if err != nil {
		return err
	}
	defer client.Close()
	manager, err := client.NewManager(ctx, lyceum.ManagerOptions{Retry: lyceum.RetryPolicy{MaxRetries: 1}})
	if err != nil {
		return err
	}
	worker := lyceum.Factory("Worker", newWorker)
	var workers []lyceum.Target
	for _, steps := range []int{1, 1_000, 0} {
		launched, err := manager.LaunchHere(ctx, worker, lyceum.LaunchOptions{
			Args: []any{lyceum.Named{"steps": steps}}, Name: fmt.Sprintf("worker of %d", steps),
		})
		if err != nil {
			return err
		}
		workers = append(workers, launched)
	}

	var late *lyceum.WaitTimeoutError
	if _, err := manager.Wait(ctx, workers, lyceum.WaitOptions{Timeout: time.Second}); errors.As(err, &late) {
		for _, agent := range late.Pending {
			fmt.Println("still at work:", agent.Name)
		}
	}
	if err := manager.Shutdown(ctx, workers[1], lyceum.StopOptions{}); err != nil {
		return err
	}
	for run, err := range manager.Completions(ctx, workers, lyceum.WaitOptions{}) {
		if err != nil {
			return err
		}
		fmt.Println(run.Agent.Name, run.Outcome)
	}

	var failed *lyceum.RunError
	if err := manager.Close(ctx); errors.As(err, &failed) {
		fmt.Println("the close tells what failed:", failed.Run.Failure.Message)
	}
	return nil
}
