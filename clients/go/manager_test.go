package lyceum

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWaits(t *testing.T) {
	client, manager := laboratories(t)
	ctx := testContext(t)
	results, err := manager.LaunchBatch(ctx, []Launch{{Kind: "laboratory"}, {Kind: "laboratory"}, {Kind: "no-such"}})
	if err != nil || len(results) != 3 {
		t.Fatal(err)
	}
	wantReason(t, results[2].Err, ErrKindNotFound)
	one, other := results[0].Launched, results[1].Launched
	both := []Target{one, other}

	t.Run("nothing", func(t *testing.T) {
		if result, err := manager.Wait(ctx, nil, WaitOptions{}); err != nil || len(result.Done) != 0 {
			t.Errorf("it came to %+v, %v", result, err)
		}
	})
	t.Run("what was not launched here", func(t *testing.T) {
		_, err := manager.Wait(ctx, []Target{AgentID("nobody")}, WaitOptions{})
		wantReason(t, err, ErrNotLaunchedHere)
	})
	t.Run("a context's deadline", func(t *testing.T) {
		short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		defer cancel()
		_, err := manager.Wait(short, both, WaitOptions{})
		var late *WaitTimeoutError
		if !errors.As(err, &late) || len(late.Pending) != 2 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it came to %v", err)
		}
	})
	t.Run("a cancelled context", func(t *testing.T) {
		cancelled, cancel := context.WithCancel(ctx)
		time.AfterFunc(100*time.Millisecond, cancel)
		_, err := manager.Wait(cancelled, both, WaitOptions{})
		wantReason(t, err, ErrRequestCancelled)
	})
	t.Run("running", func(t *testing.T) {
		running, err := manager.Running(ctx)
		if err != nil || len(running) != 2 {
			t.Errorf("running are %v, %v", running, err)
		}
	})
	t.Run("the first", func(t *testing.T) {
		if err := manager.Shutdown(ctx, one, StopOptions{Mailbox: Keep}); err != nil {
			t.Fatal(err)
		}
		result, err := manager.Wait(ctx, both, WaitOptions{Condition: FirstCompleted})
		if err != nil || len(result.Done) != 1 || len(result.Pending) != 1 || !result.Pending[0].Same(other.Agent()) {
			t.Errorf("it came to %+v, %v", result, err)
		}
	})
	t.Run("again", func(t *testing.T) {
		id := one.Agent()
		_, err := manager.Launch(ctx, "laboratory", LaunchOptions{Registration: &id})
		wantReason(t, err, ErrAlreadyExecuted)
		again, err := manager.Launch(ctx, "laboratory", LaunchOptions{Registration: &id, Relaunch: true})
		if err != nil || !again.Agent().Same(id) {
			t.Fatalf("it came to %v, %v", again, err)
		}
		if _, err := again.Ping(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Run("the server's own manager", func(t *testing.T) {
		if runs, err := client.ManagerOf("").Runs(ctx); err != nil || len(runs) != 0 {
			t.Errorf("its runs are %v, %v", runs, err)
		}
	})
}

func TestWatchTellsEveryChange(t *testing.T) {
	_, manager := laboratories(t)
	ctx := testContext(t)
	launched := launchLaboratory(t, manager, Named{})
	var states []RunState
	revision := uint64(0)
	for event, err := range manager.WatchRuns(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if event.Revision < revision {
			t.Errorf("revision %d came after %d", event.Revision, revision)
		}
		revision = event.Revision
		if event.Snapshot && (event.Manager.State != ManagerOpen || len(event.Runs) != 1) {
			t.Errorf("the snapshot is %+v", event)
		}
		if event.Run == nil {
			continue
		}
		states = append(states, event.Run.State)
		switch event.Run.State {
		case RunRunning:
			if err := manager.Shutdown(ctx, launched, StopOptions{NoWait: true}); err != nil {
				t.Fatal(err)
			}
		case RunEnded:
			go func() { _ = manager.Close(context.WithoutCancel(ctx)) }()
		}
	}
	// It ends with the manager.
	if len(states) == 0 || states[len(states)-1] != RunEnded {
		t.Errorf("the states were %v", states)
	}
}

func TestExecutors(t *testing.T) {
	_, manager := laboratories(t)
	ctx := testContext(t)
	if err := manager.AddExecutor(ctx, Executor{Name: "small", Template: "command", Places: 1}); err != nil {
		t.Fatal(err)
	}
	wantReason(t, manager.AddExecutor(ctx, Executor{Name: "small", Template: "command"}), ErrExecutorExists)
	wantReason(t, manager.AddExecutor(ctx, Executor{Name: "no-such"}), ErrTemplateNotFound)
	wantReason(t, manager.SetDefaultExecutor(ctx, "no-such"), ErrExecutorNotFound)
	if err := manager.SetDefaultExecutor(ctx, ""); err != nil {
		t.Fatal(err)
	}
	_, err := manager.Launch(ctx, "laboratory", LaunchOptions{})
	wantReason(t, err, ErrNoDefaultExecutor)
	if err := manager.SetDefaultExecutor(ctx, "small"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		launched, err := manager.Launch(ctx, "laboratory", LaunchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if launched.Run.Executor != "small" {
			t.Errorf("it runs on %q", launched.Run.Executor)
		}
	}
}
