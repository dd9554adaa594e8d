package session

import (
	"slices"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// holdings are the deliveries that a session holds, by their sequence.
type holdings map[uint64]*Held

func (h holdings) sequences() []uint64 {
	sequences := make([]uint64, 0, len(h))
	for sequence := range h {
		sequences = append(sequences, sequence)
	}
	slices.Sort(sequences)
	return sequences
}

// begun tells the sequences of those that count as begun and whose actions did begin.
func (h holdings) begun() []uint64 {
	return slices.DeleteFunc(h.sequences(), func(sequence uint64) bool { return !h[sequence].Begun || !h[sequence].running })
}

// take takes a delivery, unless it is held already; nil then. What is held of an earlier attempt is void, and given back.
func (h holdings) take(delivery *pb.Delivery) (held, before *Held) {
	before = h[delivery.GetSequence()]
	if delivery.GetEnvelope() == nil || (before != nil && before.Attempt >= delivery.GetAttempt()) {
		return nil, nil
	}
	held = &Held{
		Sequence: delivery.GetSequence(), Attempt: delivery.GetAttempt(), Envelope: delivery.GetEnvelope(), Begun: delivery.GetBegun(),
	}
	h[held.Sequence] = held
	return held, before
}

// has tells whether this very delivery is held.
func (h holdings) has(held *Held) bool { return h[held.Sequence] == held }

// acknowledged notes that a delivery will not come again, which is all that there is to an event; false when it was
// answered or became void first.
func (h holdings) acknowledged(held *Held) bool {
	if held.closed || !h.has(held) {
		return false
	}
	if held.Envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_EVENT {
		h.drop(held)
	}
	return true
}

// drop lets go of a delivery.
func (h holdings) drop(held *Held) {
	if h.has(held) {
		delete(h, held.Sequence)
	}
}

// takeAll lets go of all, in the order of their sequences.
func (h holdings) takeAll() []*Held {
	all := make([]*Held, 0, len(h))
	for _, sequence := range h.sequences() {
		all = append(all, h[sequence])
	}
	clear(h)
	return all
}
