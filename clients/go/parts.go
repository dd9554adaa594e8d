package lyceum

import (
	"sync"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// lowParts is how many parts may wait here for their reader while more are asked for. The sender itself stops at 64 that it was
// not told of.
const lowParts = 32

// partBuffer has the parts of a streamed result between the connection and who reads them.
type partBuffer struct {
	mu        sync.Mutex
	parts     []Payload
	attempt   uint32
	next      uint32
	handedOut bool
	dropping  bool
	over      bool
	err       error
	wake      chan struct{}
	low       []func()
}

func newPartBuffer() *partBuffer { return &partBuffer{wake: make(chan struct{}, 1)} }

// add takes a part; a repeat is dropped.
func (b *partBuffer) add(envelope *pb.Envelope) {
	b.mu.Lock()
	defer b.mu.Unlock()
	attempt, part := envelope.GetAttempt(), envelope.GetPart()
	if b.over || b.dropping || attempt < b.attempt {
		return
	}
	if attempt > b.attempt && b.restart(attempt) {
		b.finish(begunAgain())
		return
	}
	if part < b.next {
		return
	}
	if part > b.next {
		b.finish(broken("part %d was lost on the way", b.next))
		return
	}
	b.next++
	b.parts = append(b.parts, Payload{MediaType: envelope.GetMediaType(), Data: envelope.GetBody()})
	b.signal()
}

// missing tells what is wrong with the parts so far, when an attempt has ended after so many.
func (b *partBuffer) missing(attempt, count uint32) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dropping {
		return nil
	}
	if attempt > b.attempt && b.restart(attempt) {
		return begunAgain()
	}
	if b.next >= count {
		return nil
	}
	return broken("%d of %d parts were lost on the way", count-b.next, count)
}

// take takes the next part, if there is one; over says that none comes any more, and err why where that is no good reason.
func (b *partBuffer) take() (part Payload, ok, over bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.parts) > 0 {
		part = b.parts[0]
		b.parts[0] = Payload{}
		b.parts = b.parts[1:]
		b.handedOut = true
		b.tellLow()
		return part, true, false, nil
	}
	b.tellLow()
	return Payload{}, false, b.over, b.err
}

// whenLow calls once few parts wait here.
func (b *partBuffer) whenLow(call func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.low = append(b.low, call)
	b.tellLow()
}

// end says that no more parts come; those that wait can still be read, and then err is told.
func (b *partBuffer) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finish(err)
}

// drop says that nobody reads.
func (b *partBuffer) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropping = true
	b.parts = nil
	b.tellLow()
}

// From here on the lock is held.

// restart forgets the parts of an attempt before; true when some were read.
func (b *partBuffer) restart(attempt uint32) bool {
	b.attempt = attempt
	b.next = 0
	b.parts = nil
	return b.handedOut
}

func (b *partBuffer) finish(err error) {
	if !b.over {
		b.over, b.err = true, err
	}
	b.signal()
	b.callLow()
}

func (b *partBuffer) tellLow() {
	if len(b.parts) <= lowParts {
		b.callLow()
	}
}

// callLow tells who waits for room; what they do takes no lock of this buffer.
func (b *partBuffer) callLow() {
	low := b.low
	b.low = nil
	for _, call := range low {
		call()
	}
}

func (b *partBuffer) signal() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func begunAgain() error {
	return broken("the stream began again, on another host, after parts of it were read")
}

func broken(format string, args ...any) error {
	return fault(ErrStreamBroken, codes.DataLoss, format, args...)
}
