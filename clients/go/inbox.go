package lyceum

import (
	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// What a messenger's session brings; it is the session's listener.

// Delivered is for the session.
func (m *messenger) Delivered(held *session.Held) {
	envelope := held.Envelope
	m.mu.Lock()
	server, call := m.server, m.calls[envelope.GetId()]
	answers := envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_RESPONSE
	asksForParts := envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_PING && envelope.GetLabel() == session.PartsLabel
	switch {
	case answers:
		delete(m.calls, envelope.GetId())
	case !asksForParts && server == nil && m.serves:
		m.early = append(m.early, held)
	}
	m.mu.Unlock()
	switch {
	case answers:
		m.session.Drop(held)
		// An answer that nobody waits for any more is late or a repeat; it is dropped.
		if call != nil {
			call.pending.answered(envelope)
		}
	case asksForParts:
		m.partsAwaited(held)
	case server != nil:
		server.request(held)
	case !m.serves:
		m.refuse(held)
	}
}

// Part is for the session.
func (m *messenger) Part(envelope *pb.Envelope) {
	m.mu.Lock()
	call := m.calls[envelope.GetId()]
	m.mu.Unlock()
	if call != nil {
		call.pending.part(envelope)
	}
}

// Revoked is for the session.
func (m *messenger) Revoked(held *session.Held) {
	m.mu.Lock()
	server := m.server
	for i, early := range m.early {
		if early == held {
			m.early = append(m.early[:i:i], m.early[i+1:]...)
			break
		}
	}
	m.mu.Unlock()
	if server != nil {
		server.revoked(held)
	}
}

// Ended is for the session.
func (m *messenger) Ended(err error) {
	m.failAll(err)
	m.mu.Lock()
	server := m.server
	m.mu.Unlock()
	if server != nil {
		server.ended(err)
	}
}

// Unreachable is for the session.
func (m *messenger) Unreachable(err error) {
	m.mu.Lock()
	m.away = err
	m.mu.Unlock()
	if err != nil {
		m.failAll(err)
	}
}

func (m *messenger) partsAwaited(held *session.Held) {
	read := func() { m.session.Respond(held, &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_OK}) }
	m.mu.Lock()
	call := m.calls[held.Envelope.GetTargetId()]
	m.mu.Unlock()
	if call == nil {
		read()
	} else {
		call.pending.awaited(read)
	}
}

// refuse answers what is sent to an entity that serves nothing.
func (m *messenger) refuse(held *session.Held) {
	if held.TookCredit() {
		m.session.GiveCredit()
	}
	if held.Envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_EVENT {
		m.session.Drop(held)
		return
	}
	m.session.Respond(held, &pb.Envelope{
		Status:  pb.AnswerStatus_ANSWER_STATUS_UNSUPPORTED,
		Failure: &pb.Failure{Type: "Unsupported", Message: m.entity.String() + " cannot fulfil requests", Language: language},
	})
}
