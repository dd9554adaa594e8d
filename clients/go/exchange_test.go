package lyceum

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

// Calls go on for several lives of the tokens of caller and agent.
func TestTokensAreRenewed(t *testing.T) {
	const life = 2 * time.Second
	server := servertest.StartConfigured(t, nil, "entityTokens: 2s\n")
	agent, _ := serveAgent(t, (&ledger{}).agent(), testOptions(server.URL, server), ServeOptions{})
	handle := connect(t, testOptions(server.URL, server)).Handle(agent)
	for until := time.Now().Add(3 * life); time.Now().Before(until); {
		if _, err := Call[int](testContext(t), handle, "enter", 1); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLimitedActions(t *testing.T) {
	server := servertest.Start(t, nil)
	var active, most atomic.Int64
	agent := NewAgent("Narrow", Action("work", func(context.Context, None) (None, error) {
		now := active.Add(1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		time.Sleep(time.Millisecond)
		active.Add(-1)
		return None{}, nil
	}))
	id, _ := serveAgent(t, agent, testOptions(server.URL, server), ServeOptions{Config: RuntimeConfig{MaxConcurrentActions: 2}})
	handle := connect(t, testOptions(server.URL, server)).Handle(id)
	errs := make(chan error, 40)
	for range cap(errs) {
		go func() { errs <- handle.Call(testContext(t), "work", nil) }()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 2 {
		t.Errorf("%d ran at once", most.Load())
	}
}

func TestCancelledCallsEndTheAction(t *testing.T) {
	server := servertest.Start(t, nil)
	began, ended := make(chan struct{}), make(chan error, 1)
	agent := NewAgent("Patient",
		Action("wait", func(ctx context.Context, _ None) (None, error) {
			close(began)
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return None{}, ctx.Err()
		}),
		StreamAction("endless", func(ctx context.Context, _ None, out *Emitter[int]) (None, error) {
			for n := 0; ; n++ {
				if err := out.Send(n); err != nil {
					ended <- err
					return None{}, err
				}
			}
		}),
	)
	id, _ := serveAgent(t, agent, testOptions(server.URL, server), ServeOptions{})
	handle := connect(t, testOptions(server.URL, server)).Handle(id)
	t.Run("call", func(t *testing.T) {
		ctx, cancel := context.WithCancel(testContext(t))
		go func() {
			<-began
			cancel()
		}()
		err := handle.Call(ctx, "wait", nil)
		wantReason(t, err, ErrRequestCancelled)
		if !errors.Is(err, context.Canceled) {
			t.Error("it is not context.Canceled")
		}
		wantReason(t, <-ended, ErrRequestCancelled)
	})
	t.Run("stream that is left", func(t *testing.T) {
		for n, err := range Parts[int](handle.Stream(testContext(t), "endless")) {
			if err != nil {
				t.Fatal(err)
			}
			if n == 100 {
				break
			}
		}
		wantReason(t, <-ended, ErrRequestCancelled)
	})
}

func TestUsersDoNotAnswer(t *testing.T) {
	server := servertest.Start(t, nil)
	one, other := connect(t, testOptions(server.URL, server)), connect(t, testOptions(server.URL, server))
	wantReason(t, one.Handle(other.Entity()).Call(testContext(t), "anything", nil), ErrUnsupported)
	one.Close()
	one.Close()
	wantReason(t, one.Handle(other.Entity()).Call(testContext(t), "anything", nil), ErrClosed)
}

func TestMailboxes(t *testing.T) {
	server := servertest.Start(t, nil)
	client := connect(t, testOptions(server.URL, server))
	ctx := testContext(t)
	registered, err := client.RegisterAgents(ctx, NewRegistration{Name: "first", Lineage: []string{"Owl", "Bird"}},
		NewRegistration{Lineage: []string{"Bird"}})
	if err != nil {
		t.Fatal(err)
	}
	birds, err := client.Discover(ctx, "Bird", false)
	if err != nil || len(birds) != 2 {
		t.Errorf("found are %v, %v", birds, err)
	}
	owl := registered[0].Agent
	if err := client.Handle(owl).Notify(ctx, "hoot"); err != nil {
		t.Error(err)
	}
	mailbox, err := client.Mailbox(ctx, owl)
	if err != nil || mailbox.Status != MailboxActive || mailbox.Presence != PresenceNever || mailbox.Entity.Name != "first" {
		t.Errorf("the mailbox is %+v, %v", mailbox, err)
	}
	if err := client.Share(ctx, owl, "zoo", RightSend, RightRead); err != nil {
		t.Error(err)
	}
	shares, err := client.Shares(ctx, owl)
	if want := []GroupShare{{"zoo", []Right{RightRead, RightSend}}}; err != nil || !reflect.DeepEqual(shares, want) {
		t.Errorf("the shares are %v, %v", shares, err)
	}
	if status, err := client.Terminate(ctx, owl); err != nil || status != MailboxTerminated {
		t.Errorf("then it is %s, %v", status, err)
	}
	if mailbox, err := client.Mailbox(ctx, AgentID("nobody")); err != nil || mailbox.Status != MailboxMissing {
		t.Errorf("a mailbox of nobody is %+v, %v", mailbox, err)
	}
	info, err := client.ServerInfo(ctx)
	if err != nil || info.MaxBodyBytes != 1<<20 || info.ResumeWindow != 10*time.Second {
		t.Errorf("the server is %+v, %v", info, err)
	}
}

func TestAgentsManage(t *testing.T) {
	server := servertest.Start(t, nil)
	agent := NewAgent("Boss", Action("delegate", func(ctx context.Context, n int) (int, error) {
		manager, err := Self(ctx).NewManager(ctx, ManagerOptions{})
		if err != nil {
			return 0, err
		}
		defer func() { _ = manager.Close(context.WithoutCancel(ctx)) }()
		launched, err := manager.LaunchHere(ctx, (&ledger{}).agent(), LaunchOptions{})
		if err != nil {
			return 0, err
		}
		return Call[int](ctx, launched.Handle, "enter", n)
	}))
	id, _ := serveAgent(t, agent, testOptions(server.URL, server), ServeOptions{})
	handle := connect(t, testOptions(server.URL, server)).Handle(id)
	if got, err := Call[int](testContext(t), handle, "delegate", 5); err != nil || got != 5 {
		t.Errorf("it came to %d, %v", got, err)
	}
}

func TestConnectRefused(t *testing.T) {
	server := servertest.Start(t, nil)
	_, err := Connect(testContext(t), Options{URL: server.URL, Token: "wrong"})
	wantReason(t, err, ErrTokenInvalid)
	_, err = Connect(testContext(t), Options{URL: "ftp://somewhere"})
	wantReason(t, err, ErrInvalidField)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = Connect(ctx, Options{URL: "http://127.0.0.1:1"})
	var told *Error
	if !errors.As(err, &told) || told.Code != codes.Unavailable {
		t.Errorf("nobody listens, and it came to %v", err)
	}
}
