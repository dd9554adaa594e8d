package session

import (
	"context"
	"errors"
	"runtime"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

var reconnectBackoff = backoff.Policy{Initial: 50 * time.Millisecond, Max: 5 * time.Second}

var errSilent = errors.New("the server has not been heard for too long")

// stream is one Connect stream.
type stream struct {
	wake chan struct{}
	over chan struct{}
	// accepted says that the server said anything on it; only its reader looks.
	accepted bool
}

func newStream() *stream { return &stream{wake: make(chan struct{}, 1), over: make(chan struct{})} }

func (s *stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// carry opens streams, one after the other, as long as there are sessions.
func (c *Connection) carry() {
	for {
		c.mu.Lock()
		if c.closed != nil || len(c.sessions) == 0 {
			c.carrying = false
			c.mu.Unlock()
			return
		}
		c.startGiveUp()
		present := newStream()
		c.mu.Unlock()
		err := c.live(present)
		delay := c.cut(present, err)
		if backoff.Sleep(c.ctx, delay) != nil {
			c.mu.Lock()
			c.carrying = false
			c.mu.Unlock()
			return
		}
	}
}

// live lives one stream from its opening to its end, and tells what that was.
func (c *Connection) live(present *stream) error {
	defer close(present.over)
	ctx, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	wire, err := c.client.Connect(ctx)
	if err != nil {
		return err
	}
	beats := newPulse(c.silence)
	go func() {
		if beats.watch(ctx) {
			cancel(errSilent)
		}
	}()
	c.begin(present)
	go c.write(ctx, present, wire)
	for {
		frame, err := wire.Recv()
		if err != nil {
			if context.Cause(ctx) == errSilent {
				return status.Error(codes.Unavailable, errSilent.Error())
			}
			return err
		}
		beats.beat()
		present.accepted = true
		c.receive(frame)
	}
}

func (c *Connection) begin(present *stream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream = present
	c.draining = false
	for _, s := range c.sessions {
		c.attach(s)
	}
	present.signal()
}

func (c *Connection) receive(frame *pb.ConnectResponse) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, event := range frame.GetEvents() {
		if s := c.byChannel[event.GetChannel()]; s != nil {
			s.receive(event)
		}
		if event.GetEnd() != nil {
			c.left(event.GetChannel())
		}
	}
	if frame.GetDrain() != nil {
		c.draining = true
	}
}

// cut takes note of a stream's end; it tells how long to wait before the next.
func (c *Connection) cut(present *stream, err error) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream = nil
	clear(c.byChannel)
	for channel := range c.leaving {
		c.left(channel)
	}
	c.attaches, c.detaches = nil, nil
	for _, s := range c.sessions {
		s.cut()
	}
	if c.closed == nil && hopeless(err, present.accepted) {
		fault := c.faults.Status(err)
		for _, s := range append([]*Session(nil), c.sessions...) {
			s.fail(fault)
		}
	}
	delay := reconnectBackoff.Delay(c.repeat)
	c.repeat++
	return delay
}

// hopeless tells whether trying again does not change a stream's end. One that was accepted and ended with its
// credential may be opened again with a fresh one.
func hopeless(err error, accepted bool) bool {
	switch status.Code(err) {
	case codes.Unauthenticated:
		return !accepted || reasonOf(err) != "TOKEN_EXPIRED"
	case codes.PermissionDenied, codes.InvalidArgument, codes.Unimplemented:
		return true
	default:
		return false
	}
}

func reasonOf(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// write writes frames as long as there is something to write; each time the stream can take more, all that is ready.
func (c *Connection) write(ctx context.Context, present *stream, wire pb.ExchangeService_ConnectClient) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-present.wake:
		}
		// Who was woken together with the one that wrote first is about to write, too: then all of it goes in one frame.
		runtime.Gosched()
		for {
			frame, last := c.frame(present)
			if frame != nil {
				// What cannot be written makes the reader's end of the stream fail, too.
				if wire.Send(frame) != nil {
					return
				}
				continue
			}
			if last {
				_ = wire.CloseSend()
				return
			}
			break
		}
	}
}

const (
	maxFrameItems = 256
	maxFrameBytes = 1 << 20
)

// budget is what a frame may still take.
type budget struct {
	items, bytes int
	used         bool
}

// room tells how large the next item may be; one that is larger than a frame should be has one to itself.
func (b *budget) room() int {
	if !b.used {
		return 1 << 30
	}
	return b.bytes
}

func (b *budget) take(bytes int) {
	b.items--
	b.bytes -= bytes
	b.used = true
}

// frame takes all that is ready, and tells whether nothing more comes.
func (c *Connection) frame(present *stream) (frame *pb.ConnectRequest, last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream != present {
		return nil, true
	}
	left := budget{items: maxFrameItems, bytes: maxFrameBytes}
	var updates []*pb.SessionUpdate
	for c.ready.len() > 0 {
		s := c.ready.shift()
		s.ready = false
		if update := s.take(&left, !c.draining); update != nil {
			updates = append(updates, update)
		}
		if s.waits(!c.draining) {
			// The frame is full. To the end of the line, so that one busy session does not keep the others from writing.
			s.ready = true
			c.ready.push(s)
			break
		}
	}
	if len(updates) == 0 && len(c.attaches) == 0 && len(c.detaches) == 0 {
		return nil, c.closed != nil
	}
	frame = &pb.ConnectRequest{Attaches: c.attaches, Updates: updates, Detaches: c.detaches}
	c.attaches, c.detaches = nil, nil
	return frame, false
}
