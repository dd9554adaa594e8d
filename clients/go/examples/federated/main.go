// Federated launches sites that learn and an aggregator, kills one of the sites, and reports what they made of it. It is run by
// `npm run demo:federated`, which starts the server whose catalogue names the agents.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"os/signal"
	"strings"
	"syscall"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

const (
	siteCount = 4
	rounds    = 15
	killRound = 5
	killed    = 2
	// tolerance is how far apart learning on shards and on the whole may come out.
	tolerance = 0.04
	limit     = 3 * time.Minute
)

// round is what the aggregator tells of a round.
type round struct {
	Round    int     `json:"round"`
	Accuracy float64 `json:"accuracy"`
	Samples  int     `json:"samples"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) (err error) {
	client, err := lyceum.Connect(ctx, lyceum.Options{})
	if err != nil {
		return err
	}
	defer client.Close()
	manager, err := client.NewManager(ctx, lyceum.ManagerOptions{
		Executors:       []lyceum.Executor{{Name: "sites", Template: "command"}, {Name: "aggregator", Template: "inline"}},
		DefaultExecutor: "sites",
		Retry:           lyceum.RetryPolicy{MaxRetries: 3},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, manager.Close(context.WithoutCancel(ctx))) }()
	sites, err := launchSites(ctx, manager)
	if err != nil {
		return err
	}
	aggregator, err := manager.Launch(ctx, "aggregator", lyceum.LaunchOptions{Executor: "aggregator", Name: "aggregator", Args: []any{sites}})
	if err != nil {
		return err
	}
	accuracy, err := learn(ctx, aggregator, sites[killed])
	if err != nil {
		return err
	}
	whole, err := lyceum.Call[float64](ctx, sites[0].Handle, "learn_whole", rounds)
	if err != nil {
		return err
	}
	fmt.Printf("\nTrained on the whole, in one place and as long: %.1f %%; on shards that never left their sites: %.1f %%.\n", 100*whole, 100*accuracy)
	if err := end(ctx, manager, append(sites, aggregator)); err != nil {
		return err
	}
	if math.Abs(whole-accuracy) > tolerance {
		return fmt.Errorf("the accuracies are further apart than %.0f points", 100*tolerance)
	}
	return nil
}

func launchSites(ctx context.Context, manager *lyceum.Manager) ([]*lyceum.Launched, error) {
	launches := make([]lyceum.Launch, siteCount)
	for index := range launches {
		launches[index] = lyceum.Launch{Kind: "site", LaunchOptions: lyceum.LaunchOptions{
			Name: fmt.Sprintf("site %d", index), Args: []any{index, siteCount},
		}}
	}
	results, err := manager.LaunchBatch(ctx, launches)
	if err != nil {
		return nil, err
	}
	sites := make([]*lyceum.Launched, len(results))
	for index, result := range results {
		if result.Err != nil {
			return nil, result.Err
		}
		sites[index] = result.Launched
	}
	return sites, nil
}

// learn reports the rounds as they come, and kills a site in the midst of them; it returns the last accuracy.
func learn(ctx context.Context, aggregator, victim *lyceum.Launched) (accuracy float64, err error) {
	fmt.Println("round  examples  accuracy")
	for told, err := range lyceum.Parts[round](aggregator.Stream(ctx, "learn", rounds)) {
		if err != nil {
			return 0, err
		}
		fmt.Printf("%5d  %8d  %6.1f %%\n", told.Round, told.Samples, 100*told.Accuracy)
		accuracy = told.Accuracy
		if told.Round != killRound {
			continue
		}
		pid, err := lyceum.Call[int](ctx, victim.Handle, "pid")
		if err != nil {
			return 0, err
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			return 0, err
		}
		fmt.Printf("       (site %d, process %d, was killed)\n", killed, pid)
	}
	return accuracy, nil
}

// end shuts all agents down, the aggregator first, since it calls the others, and reports their runs.
func end(ctx context.Context, manager *lyceum.Manager, agents []*lyceum.Launched) error {
	targets := make([]lyceum.Target, len(agents))
	for index := len(agents) - 1; index >= 0; index-- {
		targets[index] = agents[index].Agent()
		if err := manager.Shutdown(ctx, agents[index].Agent(), lyceum.StopOptions{}); err != nil {
			return err
		}
	}
	fmt.Println("\nThe runs:")
	for run, err := range manager.Completions(ctx, targets, lyceum.WaitOptions{Timeout: time.Minute}) {
		if err != nil {
			return err
		}
		var attempts []string
		for _, attempt := range run.Attempts {
			attempts = append(attempts, string(attempt.Outcome))
		}
		fmt.Printf("  %-10s  %-10s  %s: %s\n", run.Agent.Name, run.Executor, run.Outcome, strings.Join(attempts, ", "))
	}
	return nil
}
