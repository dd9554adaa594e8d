package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const (
	defaultSilence     = 45 * time.Second
	defaultUnreachable = time.Minute
	// goodbye is how long the server has to end a stream that was closed from this side.
	goodbye = time.Second
	// lingering is how long a word that nobody waits for may wait for a frame of others.
	lingering = 20 * time.Millisecond
)

// Faults make the errors that a program sees.
type Faults struct {
	// Item makes the error of an item that was refused, or of a session that ended.
	Item func(*pb.ItemError) error
	// Status makes the error of a stream's end.
	Status func(error) error
	// Local makes an error that this side states.
	Local func(reason pb.Reason, code codes.Code, message string) error
}

// ConnectionOptions say how to reach the server.
type ConnectionOptions struct {
	Client pb.ExchangeServiceClient
	Faults Faults
	// Silence is after how long without a word the stream counts as dead; 0 means 45 s, three heartbeats.
	Silence time.Duration
	// Unreachable is how long the server may be out of reach before calls fail; 0 means 60 s, less means for ever. The
	// connection goes on trying.
	Unreachable time.Duration
}

// Connection is one Connect stream that carries the sessions of all the entities in a process. All that is ready when
// the stream can take more goes in one frame. When the stream breaks it opens another, and the sessions go on.
type Connection struct {
	client      pb.ExchangeServiceClient
	faults      Faults
	silence     time.Duration
	unreachable time.Duration
	ctx         context.Context
	cancel      context.CancelFunc
	events      dispatcher

	mu sync.Mutex
	// sessions are in the order in which they were opened.
	sessions  []*Session
	byChannel map[uint32]*Session
	ready     queue[*Session]
	attaches  []*pb.Attach
	detaches  []*pb.Detach
	// leaving are the channels whose sessions were ended here, until the server says so, too.
	leaving map[uint32]chan struct{}
	// lingers says that something waits for a frame of others.
	lingers bool
	// stream is the present one; nil while there is none.
	stream   *stream
	carrying bool
	channels uint32
	draining bool
	repeat   int
	giveUp   *time.Timer
	away     error
	closed   error
	over     chan struct{}
}

// NewConnection makes one; it connects when its first session opens.
func NewConnection(options ConnectionOptions) *Connection {
	c := &Connection{
		client: options.Client, faults: options.Faults, silence: options.Silence, unreachable: options.Unreachable,
		byChannel: map[uint32]*Session{}, leaving: map[uint32]chan struct{}{}, over: make(chan struct{}),
	}
	if c.silence == 0 {
		c.silence = defaultSilence
	}
	if c.unreachable == 0 {
		c.unreachable = defaultUnreachable
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// Open opens a session on it.
func (c *Connection) Open(listener Listener, options Options) *Session {
	s := &Session{connection: c, listener: listener, credits: newCredits(options.Window), holdings: holdings{}}
	s.tokens = tokenKeeper{session: s, current: options.Token, renew: options.Renew}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed != nil {
		s.fail(c.closed)
		return s
	}
	s.tokens.schedule()
	c.sessions = append(c.sessions, s)
	if away := c.away; away != nil {
		c.events.add(func() { s.listener.Unreachable(away) })
	}
	if c.stream != nil {
		c.attach(s)
	}
	if !c.carrying {
		c.carrying = true
		go c.carry()
	}
	return s
}

// Close ends all sessions and the stream, after what was written has left. Idempotent.
func (c *Connection) Close() {
	c.mu.Lock()
	if c.closed != nil {
		c.mu.Unlock()
		<-c.over
		return
	}
	c.closed = c.faults.Local(pb.Reason_REASON_UNSPECIFIED, codes.Canceled, "the connection is closed")
	if c.giveUp != nil {
		c.giveUp.Stop()
	}
	c.signal()
	carrying, stream := c.carrying, c.stream
	c.mu.Unlock()
	if carrying && stream != nil {
		select {
		case <-stream.over:
		case <-time.After(goodbye):
		}
	}
	c.cancel()
	c.mu.Lock()
	for _, s := range append([]*Session(nil), c.sessions...) {
		s.fail(c.closed)
	}
	c.mu.Unlock()
	close(c.over)
}

// From here on the lock is held.

func (c *Connection) signal() {
	if c.stream != nil {
		c.stream.signal()
	}
}

// wake says that a session has something to write.
func (c *Connection) wake(s *Session) {
	c.enqueue(s)
	c.signal()
}

// linger says that a session has something to write that may wait a little for what else there will be.
func (c *Connection) linger(s *Session) {
	c.enqueue(s)
	if c.lingers {
		return
	}
	c.lingers = true
	time.AfterFunc(lingering, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.lingers = false
		if c.ready.len() > 0 {
			c.signal()
		}
	})
}

func (c *Connection) enqueue(s *Session) {
	if !s.ready {
		s.ready = true
		c.ready.push(s)
	}
}

// left says that the server has ended a channel, or is gone.
func (c *Connection) left(channel uint32) {
	if known := c.leaving[channel]; known != nil {
		close(known)
		delete(c.leaving, channel)
	}
}

func (c *Connection) attach(s *Session) {
	c.channels++
	c.byChannel[c.channels] = s
	c.attaches = append(c.attaches, s.attach(c.channels))
	c.signal()
}

// leave forgets the channel of a session that the server ended.
func (c *Connection) leave(s *Session) {
	for channel, other := range c.byChannel {
		if other == s {
			delete(c.byChannel, channel)
		}
	}
}

// reattach attaches a session that the server ended, unless it is on the way already.
func (c *Connection) reattach(s *Session) {
	if s.over != nil || s.channel != 0 {
		return
	}
	c.leave(s)
	if c.stream != nil {
		c.attach(s)
	}
}

func (c *Connection) forget(s *Session) {
	for i, other := range c.sessions {
		if other == s {
			c.sessions = append(c.sessions[:i:i], c.sessions[i+1:]...)
			break
		}
	}
	c.leave(s)
}

// wasGranted notes that the server took a session in: it is there.
func (c *Connection) wasGranted() {
	c.repeat = 0
	if c.giveUp != nil {
		c.giveUp.Stop()
		c.giveUp = nil
	}
	if c.away == nil {
		return
	}
	c.away = nil
	c.tellUnreachable(nil)
}

func (c *Connection) startGiveUp() {
	if c.giveUp != nil || c.unreachable < 0 {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(c.unreachable, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.giveUp != timer || c.closed != nil {
			return
		}
		message := fmt.Sprintf("the server has been out of reach for %v; is it running, and is the url right?", c.unreachable)
		c.away = c.faults.Local(pb.Reason_REASON_UNSPECIFIED, codes.Unavailable, message)
		c.tellUnreachable(c.away)
	})
	c.giveUp = timer
}

func (c *Connection) tellUnreachable(err error) {
	for _, s := range c.sessions {
		c.events.add(func() { s.listener.Unreachable(err) })
	}
}
