package lyceum

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

const testLimit = time.Minute

// TestMain runs the tests or, as a program that a server under test starts, a host.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == hostArgument {
		if err := Host(context.Background(), laboratory(), Options{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

const hostArgument = "host-of-the-tests"

// testContext is done at a test's limit.
func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), testLimit)
	t.Cleanup(cancel)
	return ctx
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func testOptions(url string, server *servertest.Server) Options {
	return Options{URL: url, Token: server.Token, Logger: quiet()}
}

// connect connects a client that ends with the test.
func connect(t *testing.T, options Options) *Client {
	t.Helper()
	client, err := Connect(testContext(t), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// serveAgent serves an agent until the test ends; it tells its id once it serves.
func serveAgent(t *testing.T, source Source, options Options, serve ServeOptions) (EntityID, <-chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	started, ended := make(chan *Handle, 1), make(chan error, 1)
	serve.OnStarted = func(handle *Handle) { started <- handle }
	over := make(chan struct{})
	go func() {
		defer close(over)
		ended <- Serve(ctx, source, options, serve)
	}()
	t.Cleanup(func() {
		cancel()
		<-over
	})
	select {
	case handle := <-started:
		return handle.Agent(), ended
	case err := <-ended:
		t.Fatal("the agent did not start: ", err)
	case <-time.After(testLimit):
		t.Fatal("the agent did not start in time")
	}
	return EntityID{}, nil
}

func wantReason(t *testing.T, err error, reason Reason) {
	t.Helper()
	if !errors.Is(err, reason) {
		t.Errorf("%s was expected, what came is: %v", reason, err)
	}
}

func asError[E error](err error, target *E) bool { return errors.As(err, target) }
