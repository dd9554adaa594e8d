package lyceum

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

const (
	// maxUnconfirmed is how many parts may be on their way to the exchange.
	maxUnconfirmed = 32
	// askEvery is after how many parts the reader is asked whether it has read them; twice as many may be unread.
	askEvery = 32
)

// partSender sends the parts of a streamed result, in order and no faster than they are read. The exchange refuses a part whose
// reader is behind; that part and those after it are then sent again. The reader's program is asked now and then whether it has
// read what it got.
type partSender struct {
	messenger *messenger
	id        string
	dest      *pb.EntityId

	mu          sync.Mutex
	unconfirmed []*pb.Envelope
	count       uint32
	read        uint32
	// round counts resends, so that refusals of what was sent before are known.
	round int
	err   error
	wake  chan struct{}
}

func newPartSender(messenger *messenger, request *pb.Envelope) *partSender {
	return &partSender{messenger: messenger, id: request.GetId(), dest: request.GetSrc(), wake: make(chan struct{}, 1)}
}

// sent is how many parts there were.
func (s *partSender) sent() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// send sends a part; it returns when there is room for the next. One goroutine sends.
func (s *partSender) send(ctx context.Context, payload Payload) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	part := &pb.Envelope{
		Id: s.id, Kind: pb.MessageKind_MESSAGE_KIND_PART, Dest: s.dest, MediaType: payload.MediaType, Body: payload.Data,
	}
	if err := checkEnvelope(part); err != nil {
		return err
	}
	s.mu.Lock()
	part.Part = s.count
	s.count++
	s.unconfirmed = append(s.unconfirmed, part)
	s.write(part)
	asks := s.count%askEvery == 0
	s.mu.Unlock()
	if asks {
		s.ask()
	}
	return s.until(ctx, func() bool { return len(s.unconfirmed) < maxUnconfirmed && s.count-s.read < 2*askEvery })
}

// flush returns once the exchange has all parts, so that the answer comes after them.
func (s *partSender) flush(ctx context.Context) error {
	return s.until(ctx, func() bool { return len(s.unconfirmed) == 0 })
}

func (s *partSender) ask() {
	done := func() {
		s.mu.Lock()
		s.read += askEvery
		s.mu.Unlock()
		s.signal()
	}
	ping := &pb.Envelope{
		Kind: pb.MessageKind_MESSAGE_KIND_PING, Dest: s.dest, Label: session.PartsLabel, TargetId: s.id,
	}
	s.messenger.request(context.Background(), ping, whatever(done))
}

// write sends a part; the lock is held.
func (s *partSender) write(part *pb.Envelope) {
	round := s.round
	s.messenger.session.Send(part, func(err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err == nil {
			s.confirmed(part.GetPart())
		} else if round == s.round {
			s.refused(err)
		}
	})
}

func (s *partSender) confirmed(part uint32) {
	for len(s.unconfirmed) > 0 && s.unconfirmed[0].GetPart() <= part {
		s.unconfirmed = s.unconfirmed[1:]
	}
	s.signal()
}

func (s *partSender) refused(err error) {
	s.round++
	delay, may := retryDelay(err)
	if !may {
		s.err = err
		s.signal()
		return
	}
	time.AfterFunc(delay, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, part := range s.unconfirmed {
			s.write(part)
		}
	})
}

// until waits for a condition, which is looked at with the lock held.
func (s *partSender) until(ctx context.Context, met func() bool) error {
	for {
		s.mu.Lock()
		good, err := met(), s.err
		s.mu.Unlock()
		switch {
		case err != nil:
			return err
		case good:
			return nil
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (s *partSender) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// whatever is a request of which it only matters that something comes back: whoever does not answer such questions keeps up, or
// is gone.
type whatever func()

func (w whatever) answered(*pb.Envelope) { w() }
func (w whatever) failed(error)          { w() }
func (w whatever) part(*pb.Envelope)     {}
func (w whatever) awaited(read func())   { read() }

// cancelledBy is the cause of an action's context that is done because the work is not wanted any more.
func cancelledBy(why string) error { return fault(ErrRequestCancelled, codes.Canceled, "%s", why) }
