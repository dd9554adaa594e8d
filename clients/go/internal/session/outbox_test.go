package session

import (
	"slices"
	"testing"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

func message(id string) *entry { return sendEntry(&pb.Envelope{Id: id}, nil) }

func settlement(sequence uint64) *entry {
	held := &Held{Sequence: sequence, Envelope: &pb.Envelope{}, closed: true}
	return settleEntry(held, pb.SettlementKind_SETTLEMENT_KIND_RESPOND, &pb.Envelope{}, nil)
}

// written takes all that may be written, and tells the sequences.
func written(o *outbox, sendsToo bool) (sequences []uint64) {
	for e := o.next(sendsToo, 1<<20); e != nil; e = o.next(sendsToo, 1<<20) {
		sequences = append(sequences, e.sequence)
	}
	return sequences
}

func TestOutboxNumbersAndConfirms(t *testing.T) {
	var o outbox
	o.add(message("a"))
	o.add(settlement(7))
	o.add(message("b"))
	first := o.next(true, 1<<20)
	if first.settle == nil || first.sequence != 1 {
		t.Errorf("what finishes work does not go first: %+v", first)
	}
	if got := written(&o, true); !slices.Equal(got, []uint64{2, 3}) {
		t.Errorf("written are %v", got)
	}
	refused := &pb.ItemError{Reason: pb.Reason_REASON_MAILBOX_FULL}
	told := map[uint64]*pb.ItemError{}
	o.confirm(2, []*pb.FailedItem{{Sequence: 2, Error: refused}}, func(e *entry, failed *pb.ItemError) { told[e.sequence] = failed })
	if len(told) != 2 || told[1] != nil || told[2] != refused || o.empty() {
		t.Errorf("told is %v", told)
	}
	o.confirm(3, nil, func(*entry, *pb.ItemError) {})
	if !o.empty() {
		t.Error("it is not empty")
	}
}

func TestOutboxWritesAgainAsItWas(t *testing.T) {
	var o outbox
	for _, id := range []string{"a", "b", "c"} {
		o.add(message(id))
	}
	written(&o, true)
	o.rewind()
	o.add(message("d"))
	// The next stream breaks when one was written.
	if e := o.next(true, 1<<20); e.sequence != 1 {
		t.Errorf("item %d went first", e.sequence)
	}
	o.rewind()
	o.confirm(1, nil, func(*entry, *pb.ItemError) {})
	if got := written(&o, true); !slices.Equal(got, []uint64{2, 3, 4}) {
		t.Errorf("written are %v", got)
	}
}

func TestOutboxRestart(t *testing.T) {
	var o outbox
	o.add(message("a"))
	o.add(settlement(7))
	written(&o, true)
	o.add(message("b"))
	o.restart()
	var ids []string
	for e := o.next(true, 1<<20); e != nil; e = o.next(true, 1<<20) {
		if e.settle != nil {
			t.Error("a settlement of the old session was kept")
			continue
		}
		ids = append(ids, e.send.GetId())
	}
	if !slices.Equal(ids, []string{"a", "b"}) || o.sequence != 2 {
		t.Errorf("written are %v, to number %d", ids, o.sequence)
	}
}

func TestOutboxHoldsMessagesBackFromAServerThatStops(t *testing.T) {
	var o outbox
	o.add(message("a"))
	o.add(settlement(7))
	o.add(sendEntry(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_PART}, nil))
	if got := written(&o, false); len(got) != 2 {
		t.Errorf("written are %v", got)
	}
	if o.waits(false) || !o.waits(true) {
		t.Error("the message does not wait")
	}
}

func TestCredits(t *testing.T) {
	c := newCredits(8)
	if c.give() {
		t.Error("a credit came back that was not taken")
	}
	for range 3 {
		c.use()
	}
	if c.give() || !c.give() {
		t.Error("a quarter of the window is worth a frame, less is not")
	}
	if c.anew() != 7 || c.take() != 0 {
		t.Error("a server that forgot is told all, once")
	}
}

func TestHoldings(t *testing.T) {
	h := holdings{}
	delivery := func(sequence uint64, attempt uint32) *pb.Delivery {
		return &pb.Delivery{Sequence: sequence, Attempt: attempt, Envelope: &pb.Envelope{}}
	}
	first, _ := h.take(delivery(4, 1))
	if again, _ := h.take(delivery(4, 1)); again != nil {
		t.Error("a repeat was taken")
	}
	second, before := h.take(delivery(4, 2))
	if before != first || h.has(first) || !h.has(second) {
		t.Error("a later attempt does not void the one before")
	}
	h.drop(first)
	if !slices.Equal(h.sequences(), []uint64{4}) {
		t.Error("the void one let go of its successor")
	}
}

func TestQueue(t *testing.T) {
	var q queue[int]
	for n := range 1000 {
		q.push(n)
	}
	for n := range 900 {
		if got := q.shift(); got != n {
			t.Fatalf("%d came, not %d", got, n)
		}
	}
	if rest := q.drain(); len(rest) != 100 || rest[0] != 900 || q.len() != 0 {
		t.Errorf("the rest is %v", rest)
	}
}
