package lyceum

import (
	"context"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

var retryBackoff = backoff.Policy{Initial: 50 * time.Millisecond, Max: 2 * time.Second}

// transport carries calls to the server: with the credential, with retries, with this package's errors. Long streams and unary
// calls have a connection each, so that neither waits behind the other. It is a grpc.ClientConnInterface.
type transport struct {
	control, streams *grpc.ClientConn
	token            func() (string, error)
	namespace        string
	timeout          time.Duration
	closed           *atomic.Bool
}

func newTransport(options Options) (*transport, error) {
	control, err := dial(options.URL, options.TLS)
	if err != nil {
		return nil, err
	}
	streams, err := dial(options.URL, options.TLS)
	if err != nil {
		_ = control.Close()
		return nil, err
	}
	return &transport{
		control: control, streams: streams, token: options.TokenSource, namespace: options.Namespace,
		timeout: options.Timeout, closed: &atomic.Bool{},
	}, nil
}

// withToken is the same transport with another credential.
func (t *transport) withToken(token string) *transport {
	other := *t
	other.token = func() (string, error) { return token, nil }
	return &other
}

func (t *transport) close() {
	if t.closed.Swap(true) {
		return
	}
	_ = t.control.Close()
	_ = t.streams.Close()
}

func (t *transport) exchange() pb.ExchangeServiceClient { return pb.NewExchangeServiceClient(t) }
func (t *transport) manager() pb.ManagerServiceClient   { return pb.NewManagerServiceClient(t) }
func (t *transport) runner() pb.RunnerServiceClient     { return pb.NewRunnerServiceClient(t) }

// Invoke makes a unary call. One that may be repeated is repeated, until it goes well, fails for good, or the time left is
// too short for another try.
func (t *transport) Invoke(ctx context.Context, method string, request, response any, options ...grpc.CallOption) error {
	deadline, limited := ctx.Deadline()
	if !limited {
		deadline = time.Now().Add(t.timeout)
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline)
		defer cancel()
	}
	for repeat := 0; ; repeat++ {
		err := t.invokeOnce(ctx, method, request, response, options)
		if err == nil || !temporary(err) || !repeatable(method, request) {
			return err
		}
		delay := retryBackoff.Delay(repeat)
		if told, ok := retryDelay(err); ok {
			delay = max(delay, told)
		}
		if time.Until(deadline) <= delay {
			return err
		}
		if backoff.Sleep(ctx, delay) != nil {
			return errorOfContext(ctx)
		}
	}
}

func (t *transport) invokeOnce(ctx context.Context, method string, request, response any, options []grpc.CallOption) error {
	outgoing, err := t.outgoing(ctx)
	if err != nil {
		return err
	}
	if err := t.control.Invoke(outgoing, method, request, response, options...); err != nil {
		return errorOfCall(ctx, err)
	}
	return nil
}

// NewStream begins a stream, once. What it fails with is gRPC's own error.
func (t *transport) NewStream(
	ctx context.Context, description *grpc.StreamDesc, method string, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	outgoing, err := t.outgoing(ctx)
	if err != nil {
		return nil, err
	}
	return t.streams.NewStream(outgoing, description, method, options...)
}

func (t *transport) outgoing(ctx context.Context) (context.Context, error) {
	if t.closed.Load() {
		return nil, closedError("the client is closed")
	}
	token, err := t.token()
	if err != nil {
		return nil, &Error{Code: codes.Unauthenticated, Message: "Options.TokenSource gave no credential: " + err.Error(), Cause: err}
	}
	if token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	}
	if t.namespace != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "lyceum-namespace", t.namespace)
	}
	return ctx, nil
}

// errorOfCall makes the error of a call that failed; where its own context ended it, that is why.
func errorOfCall(ctx context.Context, err error) error {
	if ctx.Err() == context.Canceled {
		return errorOfContext(ctx)
	}
	return errorOfStatus(err)
}

// repeatable tells whether making a call twice is making it once. The API's calls read, say how a thing shall be, or carry a
// request id that makes a repeat known; a call whose request id is empty, and Requeue, do their work once more.
func repeatable(method string, request any) bool {
	if method == pb.ExchangeService_Requeue_FullMethodName {
		return false
	}
	named, ok := request.(interface{ GetRequestId() string })
	return !ok || named.GetRequestId() != ""
}
