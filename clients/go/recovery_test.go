package lyceum

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

// ledger counts how often each of its entries was made.
type ledger struct {
	mu      sync.Mutex
	entries map[int]int
}

func (l *ledger) agent() *Agent {
	l.entries = map[int]int{}
	return NewAgent("Ledger",
		Action("enter", func(_ context.Context, n int) (int, error) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.entries[n]++
			return n, nil
		}),
		StreamAction("count", func(_ context.Context, n int, out *Emitter[int]) (int, error) {
			for i := range n {
				if err := out.Send(i); err != nil {
					return i, err
				}
			}
			return n, nil
		}),
	)
}

// Both ends of every call lose their connections again and again, at any moment; nothing is lost, nothing done twice.
func TestCutStreamsLoseAndDoubleNothing(t *testing.T) {
	server := servertest.Start(t, nil)
	callers, hosts := servertest.NewRelay(t, server.URL), servertest.NewRelay(t, server.URL)
	book := &ledger{}
	agent, _ := serveAgent(t, book.agent(), testOptions(hosts.URL, server), ServeOptions{})
	handle := connect(t, testOptions(callers.URL, server)).Handle(agent)
	ctx := testContext(t)

	const calls, workers = 400, 16
	var next, done atomic.Int64
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for n := int(next.Add(1)); n <= calls; n = int(next.Add(1)) {
				got, err := Call[int](ctx, handle, "enter", n)
				if err != nil || got != n {
					t.Errorf("call %d came to %d, %v", n, got, err)
				}
				done.Add(1)
			}
		})
	}
	finished := make(chan struct{})
	go func() {
		working.Wait()
		close(finished)
	}()
	cutAtEach(finished, &done, calls/8, callers.Cut, hosts.Cut)
	book.mu.Lock()
	defer book.mu.Unlock()
	for n := 1; n <= calls; n++ {
		if book.entries[n] != 1 {
			t.Errorf("entry %d was made %d times", n, book.entries[n])
		}
	}
}

// cutAtEach cuts, in turn, each time that so many more calls are done.
func cutAtEach(finished <-chan struct{}, done *atomic.Int64, step int64, cuts ...func()) {
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	at, turn := step/2, 0
	for {
		select {
		case <-finished:
			return
		case <-ticker.C:
		}
		if done.Load() >= at {
			cuts[turn%len(cuts)]()
			turn++
			at += step
		}
	}
}

func TestStreamOverCutConnections(t *testing.T) {
	server := servertest.Start(t, nil)
	relay := servertest.NewRelay(t, server.URL)
	agent, _ := serveAgent(t, (&ledger{}).agent(), testOptions(relay.URL, server), ServeOptions{})
	stream := connect(t, testOptions(server.URL, server)).Handle(agent).Stream(testContext(t), "count", 500)
	next := 0
	for n, err := range Parts[int](stream) {
		if err != nil {
			t.Fatal(err)
		}
		if n != next {
			t.Fatalf("part %d came, not %d", n, next)
		}
		if next++; next%150 == 0 {
			relay.Cut()
		}
	}
	var total int
	if err := stream.Result(&total); err != nil || total != 500 || next != 500 {
		t.Errorf("%d parts and the result %d came, and %v", next, total, err)
	}
}

func TestServerComesLaterAndComesBack(t *testing.T) {
	server := servertest.Start(t, nil)
	options := testOptions(server.URL, server)
	server.Stop(syscall.SIGTERM)
	connected := make(chan *Client, 1)
	go func() {
		client, err := Connect(testContext(t), options)
		if err != nil {
			t.Error(err)
		}
		connected <- client
	}()
	server.Start()
	client := <-connected
	if client == nil {
		return
	}
	t.Cleanup(client.Close)
	agent, _ := serveAgent(t, (&ledger{}).agent(), options, ServeOptions{})
	handle := client.Handle(agent)
	for n := 1; n <= 3; n++ {
		got, err := Call[int](testContext(t), handle, "enter", n)
		if err != nil || got != n {
			t.Fatalf("call %d came to %d, %v", n, got, err)
		}
		// A crash: what was accepted is kept, and sessions go on or begin anew.
		server.Stop(syscall.SIGKILL)
		server.Start()
	}
}

func TestServerOutOfReach(t *testing.T) {
	server := servertest.Start(t, nil)
	relay := servertest.NewRelay(t, server.URL)
	agent, _ := serveAgent(t, (&ledger{}).agent(), testOptions(server.URL, server), ServeOptions{})
	options := testOptions(relay.URL, server)
	options.Unreachable = 200 * time.Millisecond
	handle := connect(t, options).Handle(agent)
	if _, err := handle.Ping(testContext(t)); err != nil {
		t.Fatal(err)
	}
	relay.Refuse(true)
	err := handle.Call(testContext(t), "enter", nil, 1)
	var told *Error
	if !asError(err, &told) || told.Code.String() != "Unavailable" {
		t.Errorf("a call without a server came to: %v", err)
	}
	relay.Refuse(false)
	if err := eventually(testContext(t), func() error { return handle.Call(testContext(t), "enter", nil, 2) }); err != nil {
		t.Error("calls do not work again: ", err)
	}
}

func TestSilentConnectionIsLeft(t *testing.T) {
	server := servertest.Start(t, nil)
	relay := servertest.NewRelay(t, server.URL)
	agent, _ := serveAgent(t, (&ledger{}).agent(), testOptions(server.URL, server), ServeOptions{})
	options := testOptions(relay.URL, server)
	options.Silence = 400 * time.Millisecond
	handle := connect(t, options).Handle(agent)
	if _, err := handle.Ping(testContext(t)); err != nil {
		t.Fatal(err)
	}
	relay.Mute(true)
	answered := make(chan error, 1)
	go func() { answered <- handle.Call(testContext(t), "enter", nil, 7) }()
	select {
	case err := <-answered:
		t.Fatal("a muted call was answered: ", err)
	case <-time.After(time.Second):
	}
	// The connections that there are stay dead; only new ones work.
	relay.Mute(false)
	if err := <-answered; err != nil {
		t.Error(err)
	}
}

// The newer listener of a mailbox takes over for good: the older one ends, and does not fight for it.
func TestSupersededEndsForGood(t *testing.T) {
	server := servertest.Start(t, nil)
	first, ended := serveAgent(t, (&ledger{}).agent(), testOptions(server.URL, server), ServeOptions{UID: "the-ledger"})
	second, _ := serveAgent(t, (&ledger{}).agent(), testOptions(server.URL, server), ServeOptions{UID: "the-ledger"})
	if !first.Same(second) {
		t.Fatalf("%v is not %v", first, second)
	}
	select {
	case err := <-ended:
		var agent *AgentError
		if !asError(err, &agent) || agent.Failure.Type != string(ErrSuperseded) {
			t.Errorf("the older one ended with: %v", err)
		}
	case <-time.After(testLimit):
		t.Fatal("the older one did not end")
	}
	handle := connect(t, testOptions(server.URL, server)).Handle(second)
	if got, err := Call[int](testContext(t), handle, "enter", 1); err != nil || got != 1 {
		t.Errorf("the newer one said %d, %v", got, err)
	}
}

// eventually tries until it goes well or the context is done.
func eventually(ctx context.Context, try func() error) error {
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// When the server is away for longer than it keeps sessions, new ones take their place, and what waits is sent again.
func TestSessionsBeginAnew(t *testing.T) {
	server := servertest.StartConfigured(t, nil, "limits:\n  resumeWindowMs: 200\n")
	relay := servertest.NewRelay(t, server.URL)
	book := &ledger{}
	agent, _ := serveAgent(t, book.agent(), testOptions(relay.URL, server), ServeOptions{})
	user := connect(t, testOptions(relay.URL, server))
	handle := user.Handle(agent)
	const calls = 20
	for round := range 3 {
		if _, err := handle.Ping(testContext(t)); err != nil {
			t.Fatal(err)
		}
		relay.Refuse(true)
		answered := make(chan error, calls)
		for n := range calls {
			go func() { answered <- handle.Call(testContext(t), "enter", nil, round*calls+n) }()
		}
		if err := untilStale(t, connect(t, testOptions(server.URL, server)), agent); err != nil {
			t.Fatal(err)
		}
		// The window passes, which nothing tells.
		time.Sleep(300 * time.Millisecond)
		relay.Refuse(false)
		for range calls {
			if err := <-answered; err != nil {
				t.Error(err)
			}
		}
	}
	book.mu.Lock()
	defer book.mu.Unlock()
	for n := range 3 * calls {
		if book.entries[n] != 1 {
			t.Errorf("entry %d was made %d times", n, book.entries[n])
		}
	}
}

func untilStale(t *testing.T, client *Client, agent EntityID) error {
	return eventually(testContext(t), func() error {
		mailbox, err := client.Mailbox(testContext(t), agent)
		if err == nil && mailbox.Presence == PresenceOnline {
			return fmt.Errorf("%s is online still", agent)
		}
		return err
	})
}

// A host that must go does not wait for an agent that does not start.
func TestInterruptedStart(t *testing.T) {
	server := servertest.Start(t, nil)
	starting := make(chan struct{})
	slow := NewAgent("Slow", OnStartup(func(ctx context.Context) error {
		close(starting)
		<-ctx.Done()
		return context.Cause(ctx)
	}))
	ctx, cancel := context.WithCancel(testContext(t))
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, slow, testOptions(server.URL, server), ServeOptions{}) }()
	<-starting
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(testLimit):
		t.Fatal("it did not end")
	}
}
