package lyceum

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// notes are what an agent under test did, in order.
type notes struct {
	mu    sync.Mutex
	taken []string
}

func (n *notes) take(ctx context.Context, _ None) (None, error) {
	request, _ := RequestOf(ctx)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.taken = append(n.taken, request.ID)
	return None{}, nil
}

func (n *notes) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.taken)
}

// hosted lives an agent at a fake exchange until it is asked to end, which what it returns waits for.
func hosted(t *testing.T, agent *Agent, config RuntimeConfig) (fake *servertest.FakeExchange, end func()) {
	t.Helper()
	fake = servertest.NewFakeExchange(t)
	options, err := Options{URL: fake.URL, Token: "t", Logger: quiet()}.resolved()
	if err != nil {
		t.Fatal(err)
	}
	transport, err := newTransport(options)
	if err != nil {
		t.Fatal(err)
	}
	site := newSite(options, transport)
	t.Cleanup(func() {
		site.connection.Close()
		transport.close()
	})
	client := site.agentClient(EntityID{UID: "a1", Role: RoleAgent}, config, session.Options{Token: session.Token{Value: "t"}}, quiet())
	over := make(chan struct{})
	life := newLife(agent, client, config, 0, quiet())
	go func() {
		defer close(over)
		life.live(func() {})
	}()
	return fake, func() {
		t.Helper()
		life.interrupt(0)
		<-over
	}
}

func asked(sequence uint64, id string, kind pb.MessageKind, begun bool) *pb.Delivery {
	source := &pb.EntityId{Uid: "u1", Role: pb.Role_ROLE_USER}
	return &pb.Delivery{Sequence: sequence, Attempt: 1, Begun: begun, Envelope: &pb.Envelope{Id: id, Kind: kind, Src: source, Action: "work"}}
}

func hostingOf(frames []*pb.ConnectRequest) *pb.SessionUpdate {
	for _, update := range servertest.Updates(frames) {
		if update.GetHosting() != nil {
			return update
		}
	}
	return nil
}

func settledBy(settlements ...string) func([]*pb.ConnectRequest) bool {
	return func(frames []*pb.ConnectRequest) bool {
		settled := servertest.Settled(frames)
		return !slices.ContainsFunc(settlements, func(settlement string) bool { return !slices.Contains(settled, settlement) })
	}
}

// confirmAll confirms whatever is settled until a host has ended.
func confirmAll(fake *servertest.FakeExchange, end func()) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		end()
	}()
	fake.Until(func([]*pb.ConnectRequest) bool {
		select {
		case <-over:
			return true
		default:
			fake.Confirm()
			return false
		}
	})
}

// What counts as begun begins unasked; it does so once the agent serves and has said what may run twice.
func TestHostBeginsWhatCountsAsBegun(t *testing.T) {
	done := &notes{}
	agent := NewAgent("Worker", Action("work", done.take), Action("again", done.take, Redeliverable()))
	fake, end := hosted(t, agent, RuntimeConfig{})
	frames := fake.Until(func(frames []*pb.ConnectRequest) bool { return hostingOf(frames) != nil })
	if credits := frames[0].GetAttaches()[0].GetCredits(); credits != 0 {
		t.Errorf("it attached with %d credits", credits)
	}
	said := hostingOf(frames)
	if names := said.GetHosting().GetRedeliverable(); said.GetCredits() != 256 || !slices.Equal(names, []string{"again", "lyceum.describe"}) {
		t.Errorf("it said %v", said)
	}
	fake.Deliver(asked(1, "r1", pb.MessageKind_MESSAGE_KIND_ACTION, true))
	frames = fake.Until(settledBy("respond 1"))
	if settled := servertest.Settled(frames); len(settled) != 1 {
		t.Errorf("it settled %v", settled)
	}
	confirmAll(fake, end)
}

// With a limit requests wait here: they are leased, and acknowledged before they begin.
func TestLimitedHostAcknowledges(t *testing.T) {
	done := &notes{}
	fake, end := hosted(t, NewAgent("Worker", Action("work", done.take)), RuntimeConfig{MaxConcurrentActions: 1})
	frames := fake.Until(func(frames []*pb.ConnectRequest) bool { return len(frames) > 0 })
	if credits := frames[0].GetAttaches()[0].GetCredits(); credits != 1 {
		t.Errorf("it attached with %d credits", credits)
	}
	fake.Deliver(asked(1, "r1", pb.MessageKind_MESSAGE_KIND_ACTION, false))
	fake.Until(settledBy("acknowledge 1"))
	if began := done.all(); len(began) > 0 {
		t.Errorf("%v began too early", began)
	}
	fake.Confirm()
	frames = fake.Until(settledBy("respond 1"))
	if said := hostingOf(frames); said != nil {
		t.Errorf("it said %v", said)
	}
	confirmAll(fake, end)
}

// What came after an event begins no earlier than the event, which begins once its acknowledgement is with the exchange.
func TestOrderAfterAnEvent(t *testing.T) {
	done := &notes{}
	agent := NewAgent("Worker", Action("work", done.take))
	fake, end := hosted(t, agent, RuntimeConfig{})
	fake.Until(func(frames []*pb.ConnectRequest) bool { return hostingOf(frames) != nil })
	action, event := pb.MessageKind_MESSAGE_KIND_ACTION, pb.MessageKind_MESSAGE_KIND_EVENT
	fake.Deliver(asked(1, "e1", event, false), asked(2, "r2", action, true), asked(3, "e3", event, false), asked(4, "r4", action, true))
	fake.Until(settledBy("acknowledge 1", "acknowledge 3"))
	if began := done.all(); len(began) > 0 {
		t.Errorf("%v began too early", began)
	}
	fake.Confirm()
	fake.Until(settledBy("respond 2", "respond 4"))
	if began := done.all(); len(began) != 4 {
		t.Errorf("what began is %v", began)
	}
	confirmAll(fake, end)
}

// A cancelled event keeps nobody, and what is cancelled while it waits never begins.
func TestCancelledWhileItWaits(t *testing.T) {
	done := &notes{}
	fake, end := hosted(t, NewAgent("Worker", Action("work", done.take)), RuntimeConfig{})
	fake.Until(func(frames []*pb.ConnectRequest) bool { return hostingOf(frames) != nil })
	cancel := func(sequence uint64, id string) *pb.Delivery {
		asks := asked(sequence, "c"+id, pb.MessageKind_MESSAGE_KIND_CANCEL, false)
		asks.Envelope.TargetId = id
		return asks
	}
	action, event := pb.MessageKind_MESSAGE_KIND_ACTION, pb.MessageKind_MESSAGE_KIND_EVENT
	fake.Deliver(asked(1, "e1", event, false), asked(2, "r2", action, true), asked(3, "r3", action, true), cancel(4, "r2"), cancel(5, "e1"))
	fake.Until(settledBy("respond 2", "respond 3", "respond 4", "respond 5"))
	if began := done.all(); !slices.Equal(began, []string{"r3"}) {
		t.Errorf("what began is %v", began)
	}
	confirmAll(fake, end)
}

// An event whose acknowledgement is refused is not this host's to begin, and keeps nobody.
func TestRefusedAcknowledgement(t *testing.T) {
	done := &notes{}
	fake, end := hosted(t, NewAgent("Worker", Action("work", done.take)), RuntimeConfig{})
	fake.Until(func(frames []*pb.ConnectRequest) bool { return hostingOf(frames) != nil })
	action, event := pb.MessageKind_MESSAGE_KIND_ACTION, pb.MessageKind_MESSAGE_KIND_EVENT
	fake.Deliver(asked(1, "e1", event, false), asked(2, "r2", action, true))
	fake.Until(settledBy("acknowledge 1"))
	fake.Refuse(1)
	fake.Until(settledBy("respond 2"))
	if began := done.all(); !slices.Equal(began, []string{"r2"}) {
		t.Errorf("what began is %v", began)
	}
	confirmAll(fake, end)
}

// A host's end waits until the server has heard its goodbye, or the stream has ended.
func TestEndWaitsUntilItsGoodbyeIsHeard(t *testing.T) {
	fake, end := hosted(t, NewAgent("Worker"), RuntimeConfig{})
	fake.Until(func(frames []*pb.ConnectRequest) bool { return hostingOf(frames) != nil })
	fake.Deafen()
	over := make(chan struct{})
	go func() {
		defer close(over)
		end()
	}()
	fake.Until(func(frames []*pb.ConnectRequest) bool { return len(servertest.Detaches(frames)) == 1 })
	select {
	case <-over:
		t.Error("it ended before it was heard")
	case <-time.After(50 * time.Millisecond):
	}
	fake.Cut()
	<-over
}
