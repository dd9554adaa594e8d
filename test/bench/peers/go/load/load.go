// Package load calls as it is told on standard input, a line for each load, and prints what it saw; it ends when standard input does.
package load

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// Call is what is measured.
type Call func(context.Context) (string, error)

type order struct {
	Outstanding int     `json:"outstanding"`
	DurationMs  float64 `json:"durationMs"`
}

type figures struct {
	Count int     `json:"count"`
	Rate  float64 `json:"rate"`
	P50Ms float64 `json:"p50Ms"`
	P99Ms float64 `json:"p99Ms"`
}

// Text is what is sent, and comes back.
var Text = strings.Repeat("x", 100)

// Serve says that it is ready, with the versions of modules, and runs a closed loop for each line.
func Serve(ctx context.Context, call Call, modules ...string) error {
	if answer, err := call(ctx); err != nil {
		return err
	} else if answer != Text {
		return errors.New("the answer is not what was asked")
	}
	if err := say("ready", versions(modules)); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var wanted order
		if err := json.Unmarshal(lines.Bytes(), &wanted); err != nil {
			return err
		}
		duration := time.Duration(wanted.DurationMs * float64(time.Millisecond))
		if _, err := run(ctx, call, wanted.Outstanding, duration/6); err != nil {
			return err
		}
		if err := say("begun", nil); err != nil {
			return err
		}
		seen, err := run(ctx, call, wanted.Outstanding, duration)
		if err != nil {
			return err
		}
		if err := say("done", seen); err != nil {
			return err
		}
	}
	return lines.Err()
}

func run(ctx context.Context, call Call, outstanding int, duration time.Duration) (figures, error) {
	latencies := make([][]time.Duration, outstanding)
	failures := make([]error, outstanding)
	begin := time.Now()
	var callers sync.WaitGroup
	for caller := range outstanding {
		callers.Go(func() {
			for start := begin; time.Since(begin) < duration; {
				if _, err := call(ctx); err != nil {
					failures[caller] = err
					return
				}
				now := time.Now()
				latencies[caller] = append(latencies[caller], now.Sub(start))
				start = now
			}
		})
	}
	callers.Wait()
	took := time.Since(begin)
	if err := errors.Join(failures...); err != nil {
		return figures{}, err
	}
	sorted := slices.Concat(latencies...)
	slices.Sort(sorted)
	return figures{Count: len(sorted), Rate: float64(len(sorted)) / took.Seconds(), P50Ms: atRank(sorted, 0.5), P99Ms: atRank(sorted, 0.99)}, nil
}

func atRank(sorted []time.Duration, share float64) float64 {
	rank := min(len(sorted)-1, int(float64(len(sorted))*share))
	return float64(sorted[rank]) / float64(time.Millisecond)
}

func say(word string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s %s\n", word, text)
	return err
}

func versions(modules []string) map[string]string {
	found := map[string]string{"go": strings.TrimPrefix(runtime.Version(), "go")}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if slices.Contains(modules, module.Path) {
				found[module.Path] = module.Version
			}
		}
	}
	return found
}
