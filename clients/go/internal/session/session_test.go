package session

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

// desk takes what a session brings.
type desk struct {
	mu   sync.Mutex
	held []*Held
}

func (d *desk) Delivered(held *Held) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = append(d.held, held)
}

func (*desk) Part(*pb.Envelope) {}
func (*desk) Revoked(*Held)     {}
func (*desk) Ended(error)       {}
func (*desk) Unreachable(error) {}

// has waits until so many have come.
func (d *desk) has(t *testing.T, count int) []*Held {
	t.Helper()
	for range 10_000 {
		d.mu.Lock()
		held := slices.Clone(d.held)
		d.mu.Unlock()
		if len(held) >= count {
			return held
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d deliveries did not come", count)
	return nil
}

// opened opens a session at a fake exchange.
func opened(t *testing.T, window int) (*servertest.FakeExchange, *Session, *desk) {
	t.Helper()
	fake := servertest.NewFakeExchange(t)
	wire, err := grpc.NewClient(strings.TrimPrefix(fake.URL, "http://"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	same := func(err error) error { return err }
	connection := NewConnection(ConnectionOptions{Client: pb.NewExchangeServiceClient(wire), Faults: Faults{
		Item:   func(failed *pb.ItemError) error { return status.Error(codes.Aborted, failed.GetMessage()) },
		Status: same,
		Local:  func(_ pb.Reason, code codes.Code, message string) error { return status.Error(code, message) },
	}})
	t.Cleanup(func() {
		connection.Close()
		_ = wire.Close()
	})
	listener := &desk{}
	return fake, connection.Open(listener, Options{Token: Token{Value: "t"}, Window: window}), listener
}

func delivery(sequence uint64, kind pb.MessageKind, begun bool) *pb.Delivery {
	return &pb.Delivery{Sequence: sequence, Attempt: 1, Envelope: &pb.Envelope{Kind: kind}, Begun: begun}
}

func updated(count int) func([]*pb.ConnectRequest) bool {
	return func(frames []*pb.ConnectRequest) bool { return len(servertest.Updates(frames)) >= count }
}

func patience(frames []*pb.ConnectRequest) (patient []bool) {
	for _, update := range servertest.Updates(frames) {
		patient = append(patient, update.GetPatient())
	}
	return patient
}

// A host's credits go with what it says of itself, and both anew on each stream.
func TestHosting(t *testing.T) {
	fake, session, _ := opened(t, -1)
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(frames) > 0 })
	session.Host([]string{"again"})
	check := func(streams int) {
		t.Helper()
		frames := fake.Until(updated(streams))
		last := servertest.Updates(frames)[streams-1]
		if last.GetCredits() != defaultWindow || !slices.Equal(last.GetHosting().GetRedeliverable(), []string{"again"}) {
			t.Errorf("on stream %d it said %v", streams, last)
		}
		for _, frame := range frames {
			for _, attach := range frame.GetAttaches() {
				if attach.GetCredits() != 0 {
					t.Errorf("it attached with %d credits", attach.GetCredits())
				}
			}
		}
	}
	check(1)
	fake.Cut()
	check(2)
}

// Callers and who answers do not wait to hear what was taken; who sends an event or a part, or acknowledges, does.
func TestPatience(t *testing.T) {
	fake, session, listener := opened(t, 0)
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(frames) > 0 })
	fake.Deliver(delivery(1, pb.MessageKind_MESSAGE_KIND_ACTION, false))
	request := listener.has(t, 1)[0]
	for i, say := range []func(){
		func() { session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_ACTION}, func(error) {}) },
		func() { session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_EVENT}, nil) },
		func() { session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_PART}, nil) },
		func() { session.Acknowledge(request, func(bool) {}) },
		func() { session.Respond(request, &pb.Envelope{}) },
	} {
		say()
		fake.Until(updated(i + 1))
	}
	if got := patience(fake.Frames()); !slices.Equal(got, []bool{true, false, false, false, true}) {
		t.Errorf("the patience was %v", got)
	}
}

// Who waits until all is settled asks what was taken, with what is left to write or without anything.
func TestPatienceEnds(t *testing.T) {
	fake, session, listener := opened(t, 0)
	session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_ACTION}, nil)
	fake.Until(updated(1))
	for round, left := range []int{0, 1} {
		if left > 0 {
			fake.Deliver(delivery(1, pb.MessageKind_MESSAGE_KIND_RESPONSE, false))
			session.Drop(listener.has(t, 1)[0])
		}
		settled := make(chan struct{})
		go func() {
			defer close(settled)
			session.Settled(context.Background())
		}()
		frames := fake.Until(updated(round + 2))
		last := servertest.Updates(frames)[round+1]
		if last.GetPatient() || len(last.GetItems()) != left {
			t.Errorf("with %d left it asked by %v", left, last)
		}
		fake.Confirm()
		<-settled
	}
}

// An acknowledgement that nobody waits for goes with the next frame, or by itself after a while.
func TestAcknowledgementLingers(t *testing.T) {
	fake, session, listener := opened(t, 0)
	session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_ACTION}, nil)
	fake.Until(updated(1))
	fake.Confirm(delivery(1, pb.MessageKind_MESSAGE_KIND_RESPONSE, false), delivery(2, pb.MessageKind_MESSAGE_KIND_RESPONSE, false))
	answers := listener.has(t, 2)
	session.Drop(answers[0])
	session.Send(&pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_ACTION}, nil)
	if last := servertest.Updates(fake.Until(updated(2)))[1]; len(last.GetItems()) != 2 || !last.GetPatient() {
		t.Errorf("with the next frame went %v", last)
	}
	dropped := time.Now()
	session.Drop(answers[1])
	if last := servertest.Updates(fake.Until(updated(3)))[2]; len(last.GetItems()) != 1 || !last.GetPatient() {
		t.Errorf("by itself went %v", last)
	}
	if waited := time.Since(dropped); waited < lingering/2 {
		t.Errorf("it went after %v", waited)
	}
}

// What counted as begun and did begin is named, unless it is known to be answered; the end is heard.
func TestDetachNamesWhatBegan(t *testing.T) {
	fake, session, listener := opened(t, -1)
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(frames) > 0 })
	session.Host(nil)
	fake.Until(updated(1))
	action := pb.MessageKind_MESSAGE_KIND_ACTION
	fake.Deliver(delivery(1, action, true), delivery(2, action, true), delivery(3, action, true), delivery(4, action, false), delivery(5, action, true))
	held := listener.has(t, 5)
	for _, begun := range []int{0, 1, 3, 4} {
		session.Begin(held[begun])
	}
	session.Respond(held[4], &pb.Envelope{})
	fake.Until(updated(2))
	fake.Confirm()
	session.Settled(context.Background())
	session.Respond(held[1], &pb.Envelope{})
	<-session.Detach()
	detaches := servertest.Detaches(fake.Frames())
	if len(detaches) != 1 || !slices.Equal(detaches[0].GetBegun(), []uint64{1, 2}) {
		t.Errorf("the goodbye was %v", detaches)
	}
}

// The end of the stream is as good as the server's word.
func TestDetachOfACutStream(t *testing.T) {
	fake, session, _ := opened(t, 0)
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(frames) > 0 })
	fake.Deafen()
	known := session.Detach()
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(servertest.Detaches(frames)) == 1 })
	select {
	case <-known:
		t.Error("it was known before the server said so")
	default:
	}
	fake.Cut()
	<-known
}
