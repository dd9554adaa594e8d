package lyceum

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

type conditions struct {
	Title string `json:"title" default:"\"untitled\""`
	// FailStart, FailLoop make the agent fail on its way.
	FailStart bool `json:"fail_start,omitempty"`
	FailLoop  bool `json:"fail_loop,omitempty"`
	Hopeless  bool `json:"hopeless,omitempty"`
	// Began is a file that a hanging action makes when it begins.
	Began string `json:"began,omitempty"`
}

type whereabouts struct {
	Pid        int    `json:"pid"`
	RunAttempt int    `json:"run_attempt"`
	Attempt    int    `json:"attempt"`
	Title      string `json:"title"`
	Caller     string `json:"caller"`
}

// laboratory makes the agent of hosts under test.
func laboratory() Source {
	return Factory("Laboratory", func(_ context.Context, in conditions) (*Agent, error) {
		where := func(ctx context.Context, _ None) (whereabouts, error) {
			request, _ := RequestOf(ctx)
			caller, _ := Caller(ctx)
			return whereabouts{os.Getpid(), RunAttempt(ctx), request.Attempt, in.Title, string(caller.Role)}, nil
		}
		hang := func(ctx context.Context, _ None) (whereabouts, error) {
			if err := os.WriteFile(in.Began, nil, 0o600); err != nil || RunAttempt(ctx) > 1 {
				return whereabouts{RunAttempt: RunAttempt(ctx)}, err
			}
			<-ctx.Done()
			return whereabouts{}, context.Cause(ctx)
		}
		return NewAgent("Laboratory",
			Action("where", where),
			Action("hang", hang),
			Action("hang_again", hang, Redeliverable()),
			OnStartup(func(context.Context) error {
				err := errors.New("no such instrument")
				switch {
				case in.FailStart && in.Hopeless:
					return NonRetryable(err)
				case in.FailStart:
					return err
				}
				return nil
			}),
			Loop("watch", func(ctx context.Context) error {
				if in.FailLoop {
					panic("the instrument broke")
				}
				<-ctx.Done()
				return ctx.Err()
			}),
		), nil
	})
}

func laboratories(t *testing.T) (*Client, *Manager) {
	t.Helper()
	_, client, manager := laboratoriesOf(t)
	return client, manager
}

// laboratoriesOf are a server and a manager whose agents are hosted by programs that the server starts.
func laboratoriesOf(t *testing.T) (*servertest.Server, *Client, *Manager) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server := servertest.Start(t, map[string][]string{"laboratory": {program, hostArgument}})
	client := connect(t, testOptions(server.URL, server))
	manager, err := client.NewManager(testContext(t), ManagerOptions{
		Executors: []Executor{{Template: "command"}}, Retry: RetryPolicy{MaxRetries: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), testLimit)
		defer cancel()
		_ = manager.Close(ctx)
	})
	return server, client, manager
}

func launchLaboratory(t *testing.T, manager *Manager, named Named) *Launched {
	t.Helper()
	launched, err := manager.Launch(testContext(t), "laboratory", LaunchOptions{Args: []any{named}})
	if err != nil {
		t.Fatal(err)
	}
	return launched
}

// A host that is told to go ends in order and says that it gave the agent up, which goes on elsewhere.
func TestSignalInterruptsHost(t *testing.T) {
	_, manager := laboratories(t)
	launched := launchLaboratory(t, manager, Named{"title": "first"})
	before, err := Call[whereabouts](testContext(t), launched.Handle, "where")
	if err != nil {
		t.Fatal(err)
	}
	if before.RunAttempt != 1 || before.Attempt != 1 || before.Title != "first" || before.Caller != "user" {
		t.Errorf("the action saw %+v", before)
	}
	if err := syscall.Kill(before.Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if after, err := callElsewhere(t, launched.Handle, before.Pid); err != nil || after.RunAttempt != 2 {
		t.Fatalf("then it said %+v, %v", after, err)
	}
	if err := manager.Shutdown(testContext(t), launched, StopOptions{}); err != nil {
		t.Fatal(err)
	}
	run, err := manager.Run(testContext(t), launched)
	if err != nil {
		t.Fatal(err)
	}
	// A server that does not stop itself counts the attempt.
	if run.Outcome != Succeeded || len(run.Attempts) != 2 || run.Attempts[0].Failure.Type != "Interrupted" {
		t.Errorf("the run came to %+v", run)
	}
}

// A server that stops asks its agents to end; they go on with the next, and the attempt is not counted.
func TestServerStopInterruptsAgents(t *testing.T) {
	server, _, manager := laboratoriesOf(t)
	launched := launchLaboratory(t, manager, Named{})
	before, err := Call[whereabouts](testContext(t), launched.Handle, "where")
	if err != nil {
		t.Fatal(err)
	}
	server.Stop(syscall.SIGTERM)
	server.Start()
	if after, err := callElsewhere(t, launched.Handle, before.Pid); err != nil || after.RunAttempt != 2 {
		t.Fatalf("then it said %+v, %v", after, err)
	}
	run, err := manager.Run(testContext(t), launched)
	if err != nil || run.State == RunEnded || run.Attempts[0].Outcome != Interrupted {
		t.Errorf("the run is %+v, %v", run, err)
	}
}

// callElsewhere calls until another process answers.
func callElsewhere(t *testing.T, handle *Handle, pid int) (where whereabouts, err error) {
	err = eventually(testContext(t), func() error {
		where, err = Call[whereabouts](testContext(t), handle, "where")
		if err == nil && where.Pid == pid {
			return errors.New("the same process answers still")
		}
		return err
	})
	return where, err
}

// An action that had begun never runs twice; one that is redeliverable runs again.
func TestLostHost(t *testing.T) {
	_, manager := laboratories(t)
	for action, check := range map[string]func(*testing.T, whereabouts, error){
		"hang": func(t *testing.T, _ whereabouts, err error) { wantReason(t, err, ErrHostLost) },
		"hang_again": func(t *testing.T, where whereabouts, err error) {
			if err != nil || where.RunAttempt != 2 {
				t.Errorf("it came to %+v, %v", where, err)
			}
		},
	} {
		t.Run(action, func(t *testing.T) {
			began := filepath.Join(t.TempDir(), "began")
			launched := launchLaboratory(t, manager, Named{"began": began})
			where, err := Call[whereabouts](testContext(t), launched.Handle, "where")
			if err != nil {
				t.Fatal(err)
			}
			answered := make(chan error, 1)
			var got whereabouts
			go func() {
				var err error
				got, err = Call[whereabouts](testContext(t), launched.Handle, action)
				answered <- err
			}()
			begun := func() error {
				_, err := os.Stat(began)
				return err
			}
			if err := eventually(testContext(t), begun); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Kill(where.Pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			err = <-answered
			check(t, got, err)
		})
	}
}

func TestFailuresOfHosts(t *testing.T) {
	_, manager := laboratories(t)
	for name, c := range map[string]struct {
		named           Named
		failure, cause  string
		attempts        int
		wantsPanicStack bool
	}{
		"startup":       {Named{"fail_start": true}, "StartupError", "no such instrument", 2, false},
		"non-retryable": {Named{"fail_start": true, "hopeless": true}, "StartupError", "no such instrument", 1, false},
		"loop":          {Named{"fail_loop": true}, "LoopError", "panic: the instrument broke", 2, true},
		"arguments":     {Named{"no_such": 1}, "ConstructorError", "", 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			launched := launchLaboratory(t, manager, c.named)
			result, err := manager.Wait(testContext(t), []Target{launched}, WaitOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var failed *RunError
			if !errors.As(result.Err(), &failed) {
				t.Fatalf("the run came to %v", result.Err())
			}
			failure := failed.Run.Failure
			if failure.Type != c.failure || failure.Language != "go" || failure.Cause == nil {
				t.Fatalf("the failure is %+v", failure)
			}
			if c.cause != "" && failure.Cause.Message != c.cause {
				t.Errorf("the cause is %+v", failure.Cause)
			}
			if len(failed.Run.Attempts) != c.attempts {
				t.Errorf("there were %d attempts, not %d", len(failed.Run.Attempts), c.attempts)
			}
			if c.wantsPanicStack && failure.Stack == "" {
				t.Error("the panic has no stack")
			}
		})
	}
}

func TestLaunchHere(t *testing.T) {
	client, manager := laboratories(t)
	var mine *Launched
	t.Run("serves", func(t *testing.T) {
		launched, err := manager.LaunchHere(testContext(t), laboratory(), LaunchOptions{Args: []any{"here"}, Name: "here"})
		if err != nil {
			t.Fatal(err)
		}
		mine = launched
		where, err := Call[whereabouts](testContext(t), launched.Handle, "where")
		if err != nil || where.Pid != os.Getpid() || where.Title != "here" {
			t.Errorf("it said %+v, %v", where, err)
		}
		found, err := client.Discover(testContext(t), "Laboratory", true)
		if err != nil || len(found) != 1 || !found[0].Same(launched.Agent()) {
			t.Errorf("found are %v, %v", found, err)
		}
	})
	t.Run("again after a failure", func(t *testing.T) {
		launched, err := manager.LaunchHere(testContext(t), laboratory(), LaunchOptions{Args: []any{Named{"fail_loop": true}}})
		if err != nil {
			t.Fatal(err)
		}
		result, err := manager.Wait(testContext(t), []Target{launched}, WaitOptions{Condition: FirstFailure})
		if err != nil || result.Err() == nil || len(result.Done[0].Attempts) != 2 {
			t.Errorf("the wait came to %+v, %v", result, err)
		}
	})
	t.Run("close tells what failed, and ends the rest", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), testLimit)
		defer cancel()
		var failed *RunError
		if err := manager.Close(ctx); !errors.As(err, &failed) || failed.Run.Failure.Type != "LoopError" {
			t.Errorf("the close came to %v", err)
		}
		run, err := client.ManagerOf(manager.ID()).Run(testContext(t), mine)
		if err != nil || run.Outcome != Succeeded {
			t.Errorf("the other run came to %+v, %v", run, err)
		}
		_, err = manager.Launch(testContext(t), "laboratory", LaunchOptions{})
		wantReason(t, err, ErrManagerClosed)
	})
}

func TestEndSelf(t *testing.T) {
	server := servertest.Start(t, nil)
	ended := make(chan struct{})
	agent := NewAgent("Brief",
		Action("end", func(ctx context.Context, _ None) (string, error) {
			EndSelf(ctx, Terminate)
			<-Draining(ctx)
			return "goodbye", nil
		}),
		OnShutdown(func(context.Context) error {
			close(ended)
			return nil
		}),
	)
	id, over := serveAgent(t, agent, testOptions(server.URL, server), ServeOptions{})
	client := connect(t, testOptions(server.URL, server))
	if got, err := Call[string](testContext(t), client.Handle(id), "end"); err != nil || got != "goodbye" {
		t.Errorf("it said %q, %v", got, err)
	}
	select {
	case err := <-over:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(testLimit):
		t.Fatal("it did not end")
	}
	<-ended
	mailbox, err := client.Mailbox(testContext(t), id)
	if err != nil || mailbox.Status != MailboxTerminated {
		t.Errorf("its mailbox is %+v, %v", mailbox, err)
	}
	wantReason(t, client.Handle(id).Call(testContext(t), "end", nil), ErrMailboxTerminated)
}
