package session

import (
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// What the server says of a session. The connection's lock is held.

func (s *Session) receive(event *pb.SessionEvent) {
	if event.GetGrant() != nil {
		s.grant(event.GetGrant(), event.GetFailed())
	}
	if event.GetTakenThrough() > 0 {
		s.confirm(event.GetTakenThrough(), event.GetFailed())
	}
	for _, delivery := range event.GetDeliveries() {
		s.deliver(delivery)
	}
	if event.GetEnd() != nil {
		s.serverEnded(event.GetEnd().GetError())
	}
}

func (s *Session) grant(grant *pb.SessionGrant, failed []*pb.FailedItem) {
	if grant.GetResumed() {
		s.confirm(grant.GetTakenThrough(), failed)
	} else {
		s.restart()
	}
	s.resume = &pb.SessionRef{SessionId: grant.GetSessionId(), ResumeToken: grant.GetResumeToken()}
	s.granted = true
	s.tokens.refusals = 0
	s.connection.wasGranted()
	s.connection.wake(s)
	s.tellSettled()
}

func (s *Session) confirm(through uint64, failed []*pb.FailedItem) {
	s.outbox.confirm(through, failed, s.done)
	if len(failed) > 0 {
		s.readThrough = through
		s.connection.wake(s)
	}
	if len(s.settled) > 0 {
		s.tellSettled()
	}
}

func (s *Session) done(e *entry, failed *pb.ItemError) {
	if e.settle != nil && failed.GetRetryDelay() != nil {
		again := *e
		again.sequence = 0
		s.later(failed.GetRetryDelay().AsDuration(), func() { s.add(&again) })
		return
	}
	if e.closes != nil {
		s.holdings.drop(e.closes)
	}
	if failed == nil {
		s.tell(e.taken, nil)
	} else {
		s.tell(e.taken, s.connection.faults.Item(failed))
	}
}

func (s *Session) deliver(delivery *pb.Delivery) {
	events := &s.connection.events
	if delivery.GetSequence() == 0 {
		if envelope := delivery.GetEnvelope(); envelope != nil {
			events.add(func() { s.listener.Part(envelope) })
		}
		return
	}
	held, before := s.holdings.take(delivery)
	if held == nil {
		return
	}
	if held.TookCredit() {
		s.credits.use()
	}
	if before != nil {
		s.revoke(before)
	}
	events.add(func() { s.listener.Delivered(held) })
}

func (s *Session) revoke(held *Held) {
	if held.closed {
		return
	}
	held.closed = true
	s.connection.events.add(func() { s.listener.Revoked(held) })
}

func (s *Session) restart() {
	s.outbox.restart()
	for _, held := range s.holdings.takeAll() {
		s.revoke(held)
	}
}

func (s *Session) serverEnded(failed *pb.ItemError) {
	s.cut()
	reason := failed.GetReason()
	switch {
	case failed == nil || reason == pb.Reason_REASON_SESSION_ENDED:
		s.resume = nil
		s.restart()
		s.connection.reattach(s)
	case isCredential(reason) && s.tokens.mayRenew():
		go s.renewAndReattach()
	case failed.GetRetryDelay() != nil:
		s.connection.leave(s)
		s.later(failed.GetRetryDelay().AsDuration(), func() { s.connection.reattach(s) })
	default:
		s.fail(s.connection.faults.Item(failed))
	}
}

func (s *Session) renewAndReattach() {
	err := s.tokens.renewNow()
	s.connection.mu.Lock()
	defer s.connection.mu.Unlock()
	if err != nil {
		s.fail(err)
		return
	}
	s.connection.reattach(s)
}

// later calls after a delay, unless the session is over then; the lock is held again.
func (s *Session) later(delay time.Duration, call func()) {
	time.AfterFunc(delay, func() {
		s.connection.mu.Lock()
		defer s.connection.mu.Unlock()
		if s.over == nil {
			call()
		}
	})
}

func isCredential(reason pb.Reason) bool {
	switch reason {
	case pb.Reason_REASON_TOKEN_MISSING, pb.Reason_REASON_TOKEN_INVALID, pb.Reason_REASON_TOKEN_EXPIRED:
		return true
	default:
		return false
	}
}
