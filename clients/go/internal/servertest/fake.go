package servertest

import (
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// FakeExchange grants every session that attaches, ends those that detach, and otherwise does what a test says. It is for one session at a
// time.
type FakeExchange struct {
	pb.UnimplementedExchangeServiceServer
	// URL is where it is.
	URL string

	t       testing.TB
	mu      sync.Mutex
	frames  []*pb.ConnectRequest
	stream  pb.ExchangeService_ConnectServer
	channel uint32
	written uint64
	cut     chan struct{}
	deaf    bool
}

// NewFakeExchange starts one that ends with the test.
func NewFakeExchange(t testing.TB) *FakeExchange {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &FakeExchange{URL: "http://" + listener.Addr().String(), t: t, cut: make(chan struct{})}
	server := grpc.NewServer()
	pb.RegisterExchangeServiceServer(server, f)
	t.Cleanup(server.Stop)
	go func() { _ = server.Serve(listener) }()
	return f
}

// Connect is for gRPC.
func (f *FakeExchange) Connect(stream pb.ExchangeService_ConnectServer) error {
	f.mu.Lock()
	f.stream = stream
	cut := f.cut
	f.mu.Unlock()
	over := make(chan error, 1)
	go func() {
		for {
			frame, err := stream.Recv()
			if err != nil {
				over <- nil
				return
			}
			f.take(frame)
		}
	}()
	select {
	case err := <-over:
		return err
	case <-cut:
		return nil
	}
}

func (f *FakeExchange) take(frame *pb.ConnectRequest) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frames = append(f.frames, frame)
	for _, update := range frame.GetUpdates() {
		for _, item := range update.GetItems() {
			f.written = item.GetSequence()
		}
	}
	for _, attach := range frame.GetAttaches() {
		f.channel = attach.GetChannel()
		grant := &pb.SessionGrant{SessionId: "s", ResumeToken: "r", Resumed: attach.GetResume() != nil}
		f.tell(&pb.SessionEvent{Grant: grant})
	}
	for _, detach := range frame.GetDetaches() {
		if !f.deaf {
			f.tell(&pb.SessionEvent{Channel: detach.GetChannel(), End: &pb.SessionEnd{}})
		}
	}
}

// Deafen has it not say any more that sessions ended.
func (f *FakeExchange) Deafen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deaf = true
}

// Cut ends the present stream.
func (f *FakeExchange) Cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.cut)
	f.cut = make(chan struct{})
}

// Deliver delivers messages.
func (f *FakeExchange) Deliver(deliveries ...*pb.Delivery) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(&pb.SessionEvent{Deliveries: deliveries})
}

// Confirm confirms all that was written, with deliveries that go with that.
func (f *FakeExchange) Confirm(deliveries ...*pb.Delivery) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(&pb.SessionEvent{TakenThrough: f.written, Deliveries: deliveries})
}

// Refuse confirms all that was written, but for an item.
func (f *FakeExchange) Refuse(item uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	refused := &pb.FailedItem{Sequence: item, Error: &pb.ItemError{Reason: pb.Reason_REASON_REQUEST_NOT_FOUND}}
	f.tell(&pb.SessionEvent{TakenThrough: f.written, Failed: []*pb.FailedItem{refused}})
}

func (f *FakeExchange) tell(event *pb.SessionEvent) {
	if event.Channel == 0 {
		event.Channel = f.channel
	}
	if err := f.stream.Send(&pb.ConnectResponse{Events: []*pb.SessionEvent{event}}); err != nil {
		f.t.Log("the fake exchange is not heard: ", err)
	}
}

// Until waits until the frames that came are as wanted, and tells them.
func (f *FakeExchange) Until(wanted func(frames []*pb.ConnectRequest) bool) []*pb.ConnectRequest {
	f.t.Helper()
	for end := time.Now().Add(startLimit); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if frames := f.Frames(); wanted(frames) {
			return frames
		}
	}
	f.t.Fatalf("what came is %v", f.Frames())
	return nil
}

// Frames are all that came.
func (f *FakeExchange) Frames() []*pb.ConnectRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*pb.ConnectRequest(nil), f.frames...)
}

// Updates are those of frames.
func Updates(frames []*pb.ConnectRequest) (updates []*pb.SessionUpdate) {
	for _, frame := range frames {
		updates = append(updates, frame.GetUpdates()...)
	}
	return updates
}

// Detaches are those of frames.
func Detaches(frames []*pb.ConnectRequest) (detaches []*pb.Detach) {
	for _, frame := range frames {
		detaches = append(detaches, frame.GetDetaches()...)
	}
	return detaches
}

// Settled tells the settlements in frames, as "acknowledge 1" or "respond 2".
func Settled(frames []*pb.ConnectRequest) (settled []string) {
	words := map[pb.SettlementKind]string{
		pb.SettlementKind_SETTLEMENT_KIND_ACKNOWLEDGE: "acknowledge ", pb.SettlementKind_SETTLEMENT_KIND_RESPOND: "respond ",
	}
	for _, update := range Updates(frames) {
		for _, item := range update.GetItems() {
			if settle := item.GetSettle(); settle != nil {
				settled = append(settled, words[settle.GetKind()]+strconv.FormatUint(settle.GetSequence(), 10))
			}
		}
	}
	return settled
}
