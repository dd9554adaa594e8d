package session

import (
	"google.golang.org/protobuf/proto"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// PartsLabel is the label of the ping by which an agent asks whether the parts that it sent so far were read.
const PartsLabel = "lyceum.parts"

// itemBytes is about what an item takes in a frame beside its envelope.
const itemBytes = 48

// entry is a thing that a session does, on its way to the exchange.
type entry struct {
	// sequence is 0 until it is first written; then it is never changed within its session.
	sequence uint64
	send     *pb.Envelope
	settle   *pb.Settlement
	// closes is the delivery that it settles for good.
	closes *Held
	// taken is told once what became of it; nil means that the exchange took it.
	taken func(error)
	// bytes is about how many it takes in a frame.
	bytes int
	// patient says that nobody waits for the exchange to have it.
	patient bool
}

// sendEntry makes an entry that sends a message; who sends what owes no answer waits for the exchange to have it.
func sendEntry(envelope *pb.Envelope, taken func(error)) *entry {
	kind := envelope.GetKind()
	patient := kind != pb.MessageKind_MESSAGE_KIND_EVENT && kind != pb.MessageKind_MESSAGE_KIND_PART
	return &entry{send: envelope, taken: taken, bytes: proto.Size(envelope) + itemBytes, patient: patient}
}

// settleEntry makes an entry that settles a delivery.
func settleEntry(held *Held, kind pb.SettlementKind, answer *pb.Envelope, taken func(error)) *entry {
	settle := &pb.Settlement{Sequence: held.Sequence, Kind: kind, Answer: answer}
	e := &entry{settle: settle, taken: taken, bytes: proto.Size(settle) + itemBytes, patient: taken == nil}
	if held.closed {
		e.closes = held
	}
	return e
}

// item writes it for a frame.
func (e *entry) item() *pb.SessionItem {
	item := &pb.SessionItem{Sequence: e.sequence}
	if e.send != nil {
		item.Item = &pb.SessionItem_Send{Send: e.send}
	} else {
		item.Item = &pb.SessionItem_Settle{Settle: e.settle}
	}
	return item
}

// finishes tells whether it brings to an end what was begun, so that a server which is to stop gets it, too: settlements,
// and parts with what paces them.
func (e *entry) finishes() bool {
	if e.send == nil || e.send.GetKind() == pb.MessageKind_MESSAGE_KIND_PART {
		return true
	}
	return e.send.GetKind() == pb.MessageKind_MESSAGE_KIND_PING && e.send.GetLabel() == PartsLabel
}

// outbox has the items of a session: those that wait, and those that were written and are not confirmed, which are kept
// to be sent again.
type outbox struct {
	sends, finishing, again, sent queue[*entry]
	sequence                      uint64
}

// waits tells whether something waits to be written.
func (o *outbox) waits(sendsToo bool) bool {
	return o.again.len() > 0 || o.finishing.len() > 0 || (sendsToo && o.sends.len() > 0)
}

// empty tells whether all was written and confirmed.
func (o *outbox) empty() bool { return o.sent.len() == 0 && !o.waits(true) }

func (o *outbox) add(e *entry) {
	if e.finishes() {
		o.finishing.push(e)
	} else {
		o.sends.push(e)
	}
}

// take takes the next items to write, within the budget, and tells whether nobody waits for the exchange to have them.
func (o *outbox) take(budget *budget, sendsToo bool) (items []*pb.SessionItem, patient bool) {
	patient = true
	for budget.items > 0 {
		e := o.next(sendsToo, budget.room())
		if e == nil {
			break
		}
		items = append(items, e.item())
		patient = patient && e.patient
		budget.take(e.bytes)
	}
	return items, patient
}

// next takes the next item to write, unless it is too large: first those that a cut stream may have lost, then what
// finishes work, then messages where sendsToo says that they may go. Nil means none.
func (o *outbox) next(sendsToo bool, maxBytes int) *entry {
	from := &o.sends
	if o.again.len() > 0 {
		from = &o.again
	} else if o.finishing.len() > 0 || !sendsToo {
		from = &o.finishing
	}
	if from.len() == 0 || from.peek().bytes > maxBytes {
		return nil
	}
	e := from.shift()
	if e.sequence == 0 {
		o.sequence++
		e.sequence = o.sequence
	}
	o.sent.push(e)
	return e
}

// confirm takes note that items up to a sequence were taken, but for those that failed; it calls done for each, in order.
func (o *outbox) confirm(through uint64, failed []*pb.FailedItem, done func(*entry, *pb.ItemError)) {
	errors := make(map[uint64]*pb.ItemError, len(failed))
	for _, item := range failed {
		errors[item.GetSequence()] = item.GetError()
	}
	// Those that wait to be written again may have been taken, too: a grant tells.
	for _, from := range []*queue[*entry]{&o.sent, &o.again} {
		for from.len() > 0 && from.peek().sequence <= through {
			e := from.shift()
			done(e, errors[e.sequence])
		}
	}
}

// rewind has what was not confirmed written again, as it was: the session goes on, on a new stream.
func (o *outbox) rewind() {
	unwritten := o.again.drain()
	o.again = queue[*entry]{items: o.sent.drain()}
	for _, e := range unwritten {
		o.again.push(e)
	}
}

// restart begins a new session: messages go with new numbers, and settlements of the old session's deliveries are void.
func (o *outbox) restart() {
	o.rewind()
	entries := append(append(o.again.drain(), o.finishing.drain()...), o.sends.drain()...)
	o.sequence = 0
	for _, e := range entries {
		if e.send != nil {
			e.sequence = 0
			o.sends.push(e)
		}
	}
}

// abandon gives up all that waits or is not confirmed.
func (o *outbox) abandon() []*entry {
	var all []*entry
	for _, from := range []*queue[*entry]{&o.sent, &o.again, &o.finishing, &o.sends} {
		all = append(all, from.drain()...)
	}
	return all
}
