// Package session carries the sessions of a process: one Connect stream for all its entities, which is opened again when it
// breaks, while the sessions go on. What the exchange has not confirmed is sent again, and what is held is not delivered twice.
package session

import (
	"context"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Options say how an entity listens.
type Options struct {
	Token Token
	// Renew gets fresh tokens; nil means that the session ends with its token.
	Renew Renew
	// Window is how many requests may be delivered before one is begun; 0 means 256, less means none until Host.
	Window int
}

// Session is an entity's hold on its mailbox: it sends, receives and settles. It outlives the streams that carry it.
// Its fields are guarded by its connection.
type Session struct {
	connection *Connection
	listener   Listener
	tokens     tokenKeeper
	credits    credits
	outbox     outbox
	holdings   holdings
	// resume is what to go on with; nil until there was a grant.
	resume *pb.SessionRef
	// channel is its number on the present stream; 0 while it is on none.
	channel     uint32
	granted     bool
	ready       bool
	freshToken  string
	readThrough uint64
	// asks says that the exchange is to tell what it has taken.
	asks    bool
	over    error
	settled []chan struct{}
}

// Over tells why it is over; nil while it goes on.
func (s *Session) Over() error {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	return s.over
}

// Send sends a message; taken, which may be nil, is told once whether the exchange has it.
func (s *Session) Send(envelope *pb.Envelope, taken func(error)) {
	entry := sendEntry(envelope, taken)
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if s.over != nil {
		s.tell(taken, s.over)
		return
	}
	s.add(entry)
}

// Host lets requests be delivered. Those for actions that are not redeliverable count as begun, and need no acknowledgement. It is
// for a session without a window so far.
func (s *Session) Host(redeliverable []string) {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	s.credits.host(redeliverable)
	s.connection.wake(s)
}

// Begin notes that a request's action begins.
func (s *Session) Begin(held *Held) {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	held.running = true
}

// Acknowledge says that a request must never come again; acknowledged is told once whether that is so for good, and the request is
// still to be served here.
func (s *Session) Acknowledge(held *Held, acknowledged func(kept bool)) {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if !s.holds(held) {
		return
	}
	s.add(settleEntry(held, pb.SettlementKind_SETTLEMENT_KIND_ACKNOWLEDGE, nil, func(err error) {
		s.connection.mu.Lock()
		kept := err == nil && s.over == nil && s.holdings.acknowledged(held)
		s.connection.mu.Unlock()
		acknowledged(kept)
	}))
}

// Respond answers a request. One that is not held any more was answered by the exchange; this answer is dropped then.
func (s *Session) Respond(held *Held, answer *pb.Envelope) {
	s.settle(held, pb.SettlementKind_SETTLEMENT_KIND_RESPOND, answer)
}

// Drop says that nothing is owed for a delivery and that it must not come again. The word may wait a little for others to go with.
func (s *Session) Drop(held *Held) {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if !s.holds(held) {
		return
	}
	held.closed = true
	s.outbox.add(settleEntry(held, pb.SettlementKind_SETTLEMENT_KIND_ACKNOWLEDGE, nil, nil))
	s.connection.linger(s)
}

// Release gives a delivery back, to come again without counting the attempt.
func (s *Session) Release(held *Held) {
	s.settle(held, pb.SettlementKind_SETTLEMENT_KIND_RELEASE, nil)
}

// Holds tells whether a delivery is still to be settled here.
func (s *Session) Holds(held *Held) bool {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	return s.holds(held)
}

// GiveCredit lets one more request be delivered.
func (s *Session) GiveCredit() {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if s.credits.give() {
		s.connection.wake(s)
	}
}

// Settled waits until all that was sent and settled is confirmed, or the session is over, or the context is done.
func (s *Session) Settled(ctx context.Context) {
	s.connection.mu.Lock()
	if s.isSettled() {
		s.connection.mu.Unlock()
		return
	}
	settled := make(chan struct{})
	s.settled = append(s.settled, settled)
	s.asks = true
	s.connection.wake(s)
	s.connection.mu.Unlock()
	select {
	case <-settled:
	case <-ctx.Done():
	}
}

// Detach ends it from this side: what it holds is delivered again, to whoever listens next, without counting; but for what counted as
// begun, and did begin. What it returns is closed once the server knows, or the stream is gone.
func (s *Session) Detach() <-chan struct{} {
	c := s.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	channel := s.channel
	over := s.over != nil
	s.end(c.faults.Local(pb.Reason_REASON_UNSPECIFIED, codes.Canceled, "the session was ended by its client"))
	known := make(chan struct{})
	if over || channel == 0 {
		close(known)
		return known
	}
	c.leaving[channel] = known
	c.detaches = append(c.detaches, &pb.Detach{Channel: channel, Begun: s.holdings.begun()})
	c.signal()
	return known
}

func (s *Session) settle(held *Held, kind pb.SettlementKind, answer *pb.Envelope) {
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if !s.holds(held) {
		return
	}
	held.closed = true
	s.add(settleEntry(held, kind, answer, nil))
}

// From here on the connection's lock is held.

func (s *Session) holds(held *Held) bool {
	return s.over == nil && !held.closed && s.holdings.has(held)
}

func (s *Session) add(e *entry) {
	if s.over != nil {
		return
	}
	s.outbox.add(e)
	s.connection.wake(s)
}

// attach begins on a new stream.
func (s *Session) attach(channel uint32) *pb.Attach {
	s.channel = channel
	s.freshToken = ""
	attach := &pb.Attach{Channel: channel, Token: s.tokens.current.Value, Credits: s.credits.anew()}
	if s.resume != nil {
		attach.Resume = &pb.SessionRef{
			SessionId: s.resume.SessionId, ResumeToken: s.resume.ResumeToken, Held: s.holdings.sequences(),
		}
	}
	return attach
}

// cut says that its stream is gone; it goes on with the next.
func (s *Session) cut() {
	if s.granted {
		s.outbox.rewind()
	}
	s.channel = 0
	s.granted = false
}

// waits tells whether it has more items to write.
func (s *Session) waits(sendsToo bool) bool { return s.granted && s.outbox.waits(sendsToo) }

// take takes what waits, within the budget; nil when nothing does.
func (s *Session) take(budget *budget, sendsToo bool) *pb.SessionUpdate {
	if !s.granted {
		return nil
	}
	items, patient := s.outbox.take(budget, sendsToo)
	hosting := s.credits.takeHosting()
	credits := s.credits.take()
	asks := s.asks
	s.asks = false
	if len(items) == 0 {
		patient = !asks
	} else if len(s.settled) > 0 {
		patient = false
	}
	if len(items) == 0 && credits == 0 && s.freshToken == "" && s.readThrough == 0 && hosting == nil && !asks {
		return nil
	}
	update := &pb.SessionUpdate{
		Channel: s.channel, Items: items, Credits: credits, ResultsReadThrough: s.readThrough, Token: s.freshToken,
		Hosting: hosting, Patient: patient,
	}
	s.freshToken = ""
	s.readThrough = 0
	return update
}

func (s *Session) isSettled() bool { return s.over != nil || s.outbox.empty() }

func (s *Session) tellSettled() {
	if !s.isSettled() {
		return
	}
	for _, settled := range s.settled {
		close(settled)
	}
	s.settled = nil
}

// fail ends it because the server, or the connection, does not carry it any more.
func (s *Session) fail(err error) {
	if s.over != nil {
		return
	}
	s.end(err)
	s.connection.events.add(func() { s.listener.Ended(err) })
}

func (s *Session) end(err error) {
	if s.over != nil {
		return
	}
	s.over = err
	s.channel = 0
	s.granted = false
	s.tokens.stop()
	for _, e := range s.outbox.abandon() {
		s.tell(e.taken, err)
	}
	s.connection.forget(s)
	s.tellSettled()
}

func (s *Session) tell(taken func(error), err error) {
	if taken != nil {
		s.connection.events.add(func() { taken(err) })
	}
}
