package session

import pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"

// Held is a delivery that a session holds until it is settled.
type Held struct {
	// Sequence is the mailbox's number for it.
	Sequence uint64
	// Attempt tells which delivery of the message it is, from 1.
	Attempt uint32
	// Envelope is the message. It must not be changed.
	Envelope *pb.Envelope
	// Begun says that it is for nobody else: its action begins without an acknowledgement.
	Begun bool
	// running says that its action did begin; guarded by the connection.
	running bool
	// closed says that nothing more is to be said about it; guarded by the connection.
	closed bool
}

// TookCredit tells whether its delivery took a credit.
func (h *Held) TookCredit() bool {
	kind := h.Envelope.GetKind()
	return kind == pb.MessageKind_MESSAGE_KIND_ACTION || kind == pb.MessageKind_MESSAGE_KIND_EVENT
}

// Listener takes what a session brings; it is called one at a time, and must not block.
type Listener interface {
	// Delivered brings a message to settle: a request, an event, an answer.
	Delivered(held *Held)
	// Part brings a part of a streamed result; it is not settled.
	Part(envelope *pb.Envelope)
	// Revoked says that what was held is void: it is answered already, or will be delivered again.
	Revoked(held *Held)
	// Ended says that the session is over for good; nothing can be sent.
	Ended(err error)
	// Unreachable says that the server has been out of reach for long; nil says that it is back.
	Unreachable(err error)
}
