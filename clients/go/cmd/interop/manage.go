package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// manage launches, waits, ends and closes.
func (c *caller) manage(ctx context.Context) error {
	manager, err := c.client.NewManager(ctx, lyceum.ManagerOptions{
		Executors: []lyceum.Executor{{Name: "command"}}, DefaultExecutor: "command",
	})
	if err != nil {
		return err
	}
	// What a failed case leaves is closed, too; its own error says more.
	defer func() { _ = manager.Close(context.WithoutCancel(ctx)) }()
	launched, err := c.launchThree(ctx, manager)
	if err != nil {
		return err
	}
	all := make([]lyceum.Target, len(launched))
	for i, one := range launched {
		all[i] = one
		if got, err := lyceum.Call[string](ctx, one.Handle, "echo", "managed"); err != nil || got != "managed" {
			return fmt.Errorf("echo said %q: %w", got, err)
		}
	}
	var late *lyceum.WaitTimeoutError
	_, err = manager.Wait(ctx, all, lyceum.WaitOptions{Timeout: 200 * time.Millisecond})
	if !errors.As(err, &late) || len(late.Pending) != len(all) {
		return fmt.Errorf("a timeout with %d pending agents was expected: %v", len(all), err)
	}
	for _, one := range launched {
		if err := manager.Shutdown(ctx, one, lyceum.StopOptions{NoWait: true}); err != nil {
			return err
		}
	}
	if err := readEnds(ctx, manager, all); err != nil {
		return err
	}
	return c.closeWithOne(ctx, manager)
}

func (c *caller) launchThree(ctx context.Context, manager *lyceum.Manager) ([]*lyceum.Launched, error) {
	first, err := manager.Launch(ctx, c.targets.Kind, lyceum.LaunchOptions{Name: "first"})
	if err != nil {
		return nil, err
	}
	launched := []*lyceum.Launched{first}
	results, err := manager.LaunchBatch(ctx, []lyceum.Launch{{Kind: c.targets.Kind}, {Kind: c.targets.Kind}})
	if err != nil {
		return nil, err
	}
	for _, result := range results {
		if result.Err != nil {
			return nil, result.Err
		}
		launched = append(launched, result.Launched)
	}
	return launched, nil
}

func readEnds(ctx context.Context, manager *lyceum.Manager, all []lyceum.Target) error {
	ends := 0
	for run, err := range manager.Completions(ctx, all, lyceum.WaitOptions{}) {
		if err != nil {
			return err
		}
		if run.Outcome != lyceum.Succeeded {
			return fmt.Errorf("a run that was shut down ended: %w", run.Err())
		}
		ends++
	}
	result, err := manager.Wait(ctx, all, lyceum.WaitOptions{})
	if err != nil {
		return err
	}
	if ends != len(all) || len(result.Done) != len(all) || len(result.Pending) != 0 {
		return fmt.Errorf("%d ends came as they happened and %d by one call, not %d", ends, len(result.Done), len(all))
	}
	return result.Err()
}

func (c *caller) closeWithOne(ctx context.Context, manager *lyceum.Manager) error {
	last, err := manager.Launch(ctx, c.targets.Kind, lyceum.LaunchOptions{})
	if err != nil {
		return err
	}
	if _, err := last.Ping(ctx); err != nil {
		return err
	}
	if err := manager.Close(ctx); err != nil {
		return err
	}
	closed := c.client.ManagerOf(manager.ID())
	run, err := closed.Run(ctx, last)
	if err != nil {
		return err
	}
	if run.State != lyceum.RunEnded {
		return fmt.Errorf("the run of a closed manager is %s", run.State)
	}
	if _, err := closed.Launch(ctx, c.targets.Kind, lyceum.LaunchOptions{}); !errors.Is(err, lyceum.ErrManagerClosed) {
		return fmt.Errorf("a launch by a closed manager came to: %v", err)
	}
	return nil
}
