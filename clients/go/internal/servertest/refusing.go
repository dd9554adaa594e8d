package servertest

import (
	"net"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// RefusingServer refuses every call as unavailable, and says when to come back.
type RefusingServer struct {
	// URL is where it is.
	URL   string
	mu    sync.Mutex
	calls []time.Time
}

// NewRefusingServer starts one that ends with the test.
func NewRefusingServer(t testing.TB, comeBackAfter time.Duration) *RefusingServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusal, err := status.New(codes.Unavailable, "not now").WithDetails(
		&errdetails.ErrorInfo{Reason: "SERVER_DRAINING", Domain: "lyceum.v1"},
		&errdetails.RetryInfo{RetryDelay: durationpb.New(comeBackAfter)},
	)
	if err != nil {
		t.Fatal(err)
	}
	r := &RefusingServer{URL: "http://" + listener.Addr().String()}
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(any, grpc.ServerStream) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, time.Now())
		return refusal.Err()
	}))
	t.Cleanup(server.Stop)
	go func() { _ = server.Serve(listener) }()
	return r
}

// Pauses tells how long it was left alone between calls.
func (r *RefusingServer) Pauses() []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	var pauses []time.Duration
	for i := 1; i < len(r.calls); i++ {
		pauses = append(pauses, r.calls[i].Sub(r.calls[i-1]))
	}
	return pauses
}
