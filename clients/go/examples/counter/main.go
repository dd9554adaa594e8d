// Counter runs an agent that no manager launches, calls it, streams from it, and ends it.
//
//	LYCEUM_URL=http://127.0.0.1:50051 task.sh example counter
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// counter is the agent's state. Actions run at the same time, so it has a lock.
type counter struct {
	mu    sync.Mutex
	count int
}

type increment struct {
	By int `json:"by" default:"1"`
}

func (c *counter) increment(_ context.Context, in increment) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if in.By < 0 {
		return 0, fmt.Errorf("a counter cannot go back by %d", -in.By)
	}
	c.count += in.By
	return c.count, nil
}

func (c *counter) countdown(_ context.Context, from int, out *lyceum.Emitter[int]) (string, error) {
	for n := from; n > 0; n-- {
		if err := out.Send(n); err != nil {
			return "", err
		}
	}
	return "lift-off", nil
}

func (c *counter) wait(ctx context.Context, _ lyceum.None) (lyceum.None, error) {
	<-ctx.Done()
	return lyceum.None{}, context.Cause(ctx)
}

func newCounter() *lyceum.Agent {
	c := &counter{}
	return lyceum.NewAgent("Counter",
		lyceum.About("Counts."),
		lyceum.Action("increment", c.increment, lyceum.Doc("Adds to the count; tells the new one.")),
		lyceum.StreamAction("countdown", c.countdown, lyceum.Doc("Streams the numbers down to one.")),
		lyceum.Action("wait", c.wait, lyceum.Doc("Waits until it is cancelled.")),
	)
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	started, ended := make(chan *lyceum.Handle, 1), make(chan error, 1)
	go func() {
		options := lyceum.ServeOptions{Name: "counter", OnStarted: func(handle *lyceum.Handle) { started <- handle }}
		ended <- lyceum.Serve(ctx, newCounter(), lyceum.Options{}, options)
	}()
	select {
	case handle := <-started:
		if err := use(ctx, handle); err != nil {
			log.Fatal(err)
		}
	case err := <-ended:
		log.Fatal(err)
	}
	if err := <-ended; err != nil {
		log.Fatal(err)
	}
	fmt.Println("the counter has ended")
}

func use(ctx context.Context, handle *lyceum.Handle) error {
	client, err := lyceum.Connect(ctx, lyceum.Options{Name: "caller"})
	if err != nil {
		return err
	}
	defer client.Close()
	counter := client.Handle(handle.Agent())
	count, err := lyceum.Call[int](ctx, counter, "increment", lyceum.Named{"by": 2})
	if err != nil {
		return err
	}
	fmt.Println("the count is", count)

	var failure *lyceum.AgentError
	if err := counter.Call(ctx, "increment", nil, -1); errors.As(err, &failure) {
		fmt.Println("it failed:", failure.Failure.Message)
	}

	countdown := counter.Stream(ctx, "countdown", 3)
	for n, err := range lyceum.Parts[int](countdown) {
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
	var last string
	if err := countdown.Result(&last); err != nil {
		return err
	}
	fmt.Println(last)

	limited, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if err := counter.Call(limited, "wait", nil); errors.Is(err, context.DeadlineExceeded) {
		fmt.Println("it waited too long")
	}
	return counter.Shutdown(ctx, lyceum.Terminate)
}
