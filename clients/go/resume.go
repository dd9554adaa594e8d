package lyceum

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

// resumed reads a stream that can be asked for again: one that is cut, or ends before it was complete, is asked for again from where it
// was cut, as long as the server comes back within the time that it may be away (less than 0 means for ever). An error ends it.
func resumed[T any](
	ctx context.Context, away time.Duration, open func(context.Context) (grpc.ServerStreamingClient[T], error), complete func() bool,
) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var since time.Time
		for repeat := 0; ; repeat++ {
			heard, left, err := readStream(ctx, open, yield)
			if left {
				return
			}
			if heard {
				repeat, since = 0, time.Time{}
			}
			if err == nil && complete() {
				return
			}
			if err != nil {
				if ctx.Err() != nil {
					yield(nil, errorOfContext(ctx))
					return
				}
				// A stream that ended with its credential may be opened again with a fresh one.
				renewable := heard && errors.Is(err, ErrTokenExpired)
				if since.IsZero() {
					since = time.Now()
				}
				if (!renewable && !temporary(err)) || (away >= 0 && time.Since(since) > away) {
					yield(nil, err)
					return
				}
			}
			if backoff.Sleep(ctx, retryBackoff.Delay(repeat)) != nil {
				yield(nil, errorOfContext(ctx))
				return
			}
		}
	}
}

// readStream reads one stream; heard says that something came, left that who reads has left.
func readStream[T any](
	ctx context.Context, open func(context.Context) (grpc.ServerStreamingClient[T], error), yield func(*T, error) bool,
) (heard, left bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := open(ctx)
	if err != nil {
		return false, false, errorOfStatus(err)
	}
	for {
		message, err := stream.Recv()
		if err == io.EOF {
			return heard, false, nil
		}
		if err != nil {
			if status.Code(err) == codes.Canceled && ctx.Err() == nil {
				err = status.Error(codes.Unavailable, status.Convert(err).Message())
			}
			return heard, false, errorOfStatus(err)
		}
		heard = true
		if !yield(message, nil) {
			return heard, true, nil
		}
	}
}
