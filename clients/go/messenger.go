package lyceum

import (
	"context"
	cryptorand "crypto/rand"
	"encoding/base64"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// insistence is how long a refusal that may pass is met by sending again.
const insistence = time.Minute

// pendingRequest takes what becomes of a request; exactly one of answered and failed is called, once. None may block.
type pendingRequest interface {
	answered(envelope *pb.Envelope)
	failed(err error)
	// part brings a part of its streamed result.
	part(envelope *pb.Envelope)
	// awaited says that the agent wants to know when the parts so far are read.
	awaited(read func())
}

// requestServer serves what is sent to an entity. Its methods are called one at a time, and must not block.
type requestServer interface {
	// request brings a request or an event; it is the server's to settle.
	request(held *session.Held)
	// revoked says that it need not be served any more.
	revoked(held *session.Held)
	// ended says that the session is over for good.
	ended(err error)
}

type sentRequest struct {
	envelope    *pb.Envelope
	pending     pendingRequest
	insistUntil time.Time
}

// messenger is an entity's voice and ear: it sends requests and matches their answers by id, and passes requests on to who
// serves them.
type messenger struct {
	entity    EntityID
	origin    string
	transport *transport
	session   *session.Session
	// callTimeout is for calls whose context has no deadline; 0 means none.
	callTimeout time.Duration
	serves      bool
	prefix      string

	mu     sync.Mutex
	count  uint64
	calls  map[string]*sentRequest
	posts  map[chan<- error]bool
	server requestServer
	// early is what came before somebody served.
	early []*session.Held
	away  error
}

// site is by what means entities of this process reach their server.
type site struct {
	// origin names the server and namespace, so that a messenger of the same exchange is known.
	origin      string
	transport   *transport
	connection  *session.Connection
	callTimeout time.Duration
}

// newMessenger begins to listen in an entity's name. With serves, requests wait for who serves them; without, as for a user,
// they are refused.
func (s site) newMessenger(entity EntityID, serves bool, options session.Options) *messenger {
	var random [9]byte
	_, _ = cryptorand.Read(random[:])
	m := &messenger{
		entity: entity, origin: s.origin, transport: s.transport, callTimeout: s.callTimeout, serves: serves,
		prefix: base64.RawURLEncoding.EncodeToString(random[:]) + ".",
		calls:  map[string]*sentRequest{}, posts: map[chan<- error]bool{},
	}
	// What the session brings first waits until it is known here.
	m.mu.Lock()
	defer m.mu.Unlock()
	m.session = s.connection.Open(m, options)
	return m
}

// serve has requests served from now on, and those that came before.
func (m *messenger) serve(server requestServer) {
	m.mu.Lock()
	m.server = server
	early := m.early
	m.early = nil
	m.mu.Unlock()
	if over := m.session.Over(); over != nil {
		server.ended(over)
	}
	for _, held := range early {
		server.request(held)
	}
}

// request sends a request; the id that it gets names it, to abandon it.
func (m *messenger) request(ctx context.Context, envelope *pb.Envelope, pending pendingRequest) string {
	until := time.Now().Add(insistence)
	if deadline, limited := ctx.Deadline(); limited && deadline.Before(until) {
		until = deadline
	}
	call := &sentRequest{envelope: envelope, pending: pending, insistUntil: until}
	err := checkEnvelope(envelope)
	m.mu.Lock()
	envelope.Id = m.nextID()
	if err == nil {
		err = m.away
	}
	if err == nil {
		m.calls[envelope.Id] = call
	}
	m.mu.Unlock()
	if err != nil {
		pending.failed(err)
	} else {
		m.send(call)
	}
	return envelope.Id
}

// abandon forgets a request: its answer, when it comes, is dropped. The agent is asked to cancel it, and whether it can is
// nobody's concern.
func (m *messenger) abandon(id string, dest *pb.EntityId) {
	if m.forget(id) == nil || m.session.Over() != nil {
		return
	}
	cancel := &pb.Envelope{Kind: pb.MessageKind_MESSAGE_KIND_CANCEL, Dest: dest, TargetId: id}
	m.request(context.Background(), cancel, nobody{})
}

// post sends a message that owes no answer; it returns once the exchange has it, or with what it refuses it for.
func (m *messenger) post(ctx context.Context, envelope *pb.Envelope) error {
	if err := checkEnvelope(envelope); err != nil {
		return err
	}
	taken := make(chan error, 1)
	tell := func(err error) {
		select {
		case taken <- err:
		default:
		}
	}
	m.mu.Lock()
	envelope.Id = m.nextID()
	away := m.away
	m.posts[taken] = true
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.posts, taken)
		m.mu.Unlock()
	}()
	if away != nil {
		return away
	}
	m.session.Send(envelope, tell)
	select {
	case err := <-taken:
		return err
	case <-ctx.Done():
		return errorOfContext(ctx)
	}
}

// close ends its session, once what was sent and answered is with the exchange or the context is done. Requests that wait
// for answers fail.
func (m *messenger) close(ctx context.Context) {
	if m.session.Over() != nil {
		return
	}
	m.failAll(closedError("%s is closed", m.entity))
	m.session.Settled(ctx)
	known := m.session.Detach()
	if !m.serves {
		return
	}
	// What it did not begin goes back by this word, so that it is said before its host reports its end.
	select {
	case <-known:
	case <-ctx.Done():
	}
}

// nextID makes the id of a message; the lock is held.
func (m *messenger) nextID() string {
	m.count++
	return m.prefix + strconv.FormatUint(m.count, 36)
}

func (m *messenger) send(call *sentRequest) {
	m.session.Send(call.envelope, func(err error) {
		if err != nil {
			m.refused(call, err)
		}
	})
}

// refused sends a request again that the exchange says may be taken later; others fail.
func (m *messenger) refused(call *sentRequest, err error) {
	id := call.envelope.GetId()
	delay, may := retryDelay(err)
	delay += rand.N(delay + 1)
	if !may || time.Until(call.insistUntil) < delay {
		m.fail(id, err)
		return
	}
	time.AfterFunc(delay, func() {
		m.mu.Lock()
		waits := m.calls[id] == call
		m.mu.Unlock()
		if waits {
			m.send(call)
		}
	})
}

func (m *messenger) fail(id string, err error) {
	if call := m.forget(id); call != nil {
		call.pending.failed(err)
	}
}

func (m *messenger) failAll(err error) {
	m.mu.Lock()
	calls := m.calls
	m.calls = map[string]*sentRequest{}
	for taken := range m.posts {
		select {
		case taken <- err:
		default:
		}
	}
	m.mu.Unlock()
	for _, call := range calls {
		call.pending.failed(err)
	}
}

func (m *messenger) forget(id string) *sentRequest {
	m.mu.Lock()
	defer m.mu.Unlock()
	call := m.calls[id]
	delete(m.calls, id)
	return call
}

// nobody waits for a request.
type nobody struct{}

func (nobody) answered(*pb.Envelope) {}
func (nobody) failed(error)          {}
func (nobody) part(*pb.Envelope)     {}
func (nobody) awaited(read func())   { read() }
