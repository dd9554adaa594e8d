package lyceum

import (
	"context"
	"slices"
	"sync"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

type actionsState int

const (
	actionsWait actionsState = iota
	actionsOpen
	actionsStopped
)

// actions run what is asked for: all at once, or as many as the limit says. Each request is answered once. What is not
// redeliverable never runs twice, whoever is lost meanwhile: where all run at once, its request is for this host alone from its delivery on;
// where requests may wait here, it begins once the exchange has its acknowledgement for good.
type actions struct {
	agent    *Agent
	home     *scope
	session  *session.Session
	allowed  []string
	limit    int
	mu       sync.Mutex
	state    actionsState
	waiting  []*session.Held
	running  map[*session.Held]*running
	line     line
	active   int
	idleness []chan struct{}
}

func newActions(agent *Agent, home *scope, config RuntimeConfig) *actions {
	allowed := config.AllowedMediaTypes
	if len(allowed) == 0 {
		allowed = []string{JSONType, ProtobufType, BytesType}
	}
	return &actions{
		agent: agent, home: home, session: home.client.messenger.session, allowed: allowed, limit: config.MaxConcurrentActions,
		running: map[*session.Held]*running{},
	}
}

// add takes a request or an event; it runs once the agent has started and there is room.
func (a *actions) add(held *session.Held) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.state == actionsOpen && a.hasRoom():
		a.start(held)
	case a.state != actionsStopped:
		// What comes while the agent ends stays with the session, which gives it back.
		a.waiting = append(a.waiting, held)
	}
}

// open says that the agent has started: what waited runs.
func (a *actions) open() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = actionsOpen
	if a.limit <= 0 {
		a.session.Host(a.agent.redeliverable())
	}
	a.startWaiting()
}

// stop says that the agent is to end: nothing more starts. What waits goes to who listens to the mailbox next.
func (a *actions) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = actionsStopped
	a.waiting = nil
}

// cancel cancels the request of a caller that has an id; false when there is none, or it has ended.
func (a *actions) cancel(caller EntityID, id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	asks := func(held *session.Held) bool {
		return held.Envelope.GetId() == id && entityOf(held.Envelope.GetSrc()).Same(caller)
	}
	if i := slices.IndexFunc(a.waiting, asks); i >= 0 {
		held := a.waiting[i]
		a.waiting = slices.Delete(a.waiting, i, i+1)
		a.session.GiveCredit()
		a.respond(held, cancelledAnswer("cancelled before it began"))
		return true
	}
	for held, r := range a.running {
		if asks(held) && a.session.Holds(held) {
			a.cancelRunning(r, "cancelled by request")
			a.advance()
			return true
		}
	}
	return false
}

// hasExempt tells whether an action runs that may end after the agent has begun to.
func (a *actions) hasExempt() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.running {
		if r.exempt.Load() {
			return true
		}
	}
	return false
}

// cancelAll cancels all that run, but those that asked for the agent's end.
func (a *actions) cancelAll(why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.running {
		if !r.exempt.Load() {
			a.cancelRunning(r, why)
		}
	}
	a.advance()
}

// revoke forgets a request: it was answered otherwise, or comes again.
func (a *actions) revoke(held *session.Held) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.waiting, held); i >= 0 {
		a.waiting = slices.Delete(a.waiting, i, i+1)
		a.session.GiveCredit()
	}
	if r := a.running[held]; r != nil {
		r.cancel(cancelledBy("the session that brought the request is over"))
		a.giveUp(r)
		a.advance()
	}
}

// disconnect says that the session is over: what has not begun never will.
func (a *actions) disconnect() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.running {
		a.giveUp(r)
	}
	a.advance()
}

// idle waits until no action's code runs, or for so long; less than 0 means as long as it takes. It tells whether none runs.
func (a *actions) idle(limit time.Duration) bool {
	a.mu.Lock()
	if a.active == 0 {
		a.mu.Unlock()
		return true
	}
	idle := make(chan struct{})
	a.idleness = append(a.idleness, idle)
	a.mu.Unlock()
	return within(idle, limit)
}

// From here on the lock is held.

func (a *actions) hasRoom() bool { return a.limit <= 0 || a.active < a.limit }

func (a *actions) startWaiting() {
	for a.state == actionsOpen && len(a.waiting) > 0 && a.hasRoom() {
		held := a.waiting[0]
		a.waiting = a.waiting[1:]
		a.start(held)
	}
}

func (a *actions) start(held *session.Held) {
	r, refusal := a.prepare(held)
	if a.limit <= 0 || refusal != nil {
		a.session.GiveCredit()
	}
	if refusal != nil {
		a.respond(held, refusal)
		return
	}
	a.running[held] = r
	a.active++
	if _, limited := r.ctx.Deadline(); limited {
		context.AfterFunc(r.ctx, func() {
			if r.ctx.Err() == context.DeadlineExceeded {
				a.expire(r)
			}
		})
	}
	if r.action.redeliverable {
		a.begin(r, func() {})
		return
	}
	a.line.add(r)
	if held.Begun {
		r.ready = true
		a.advance()
		return
	}
	a.session.Acknowledge(held, func(kept bool) {
		a.mu.Lock()
		defer a.mu.Unlock()
		r.ready = true
		if !kept {
			a.giveUp(r)
		}
		a.advance()
	})
}

// advance begins those at the head of the line that nothing keeps.
func (a *actions) advance() {
	for r := a.line.next(); r != nil; r = a.line.next() {
		a.begin(r, a.line.turn())
	}
}

// begin has an action's code run, after its turn has come.
func (a *actions) begin(r *running, turn func()) {
	r.begun = true
	a.session.Begin(r.held)
	go func() {
		turn()
		var answer *pb.Envelope
		defer func() {
			if answer == nil {
				answer = r.answer(Payload{}, errGoexit, 0)
			}
			a.mu.Lock()
			defer a.mu.Unlock()
			a.respond(r.held, answer)
			a.ended(r)
		}()
		answer = r.perform()
	}()
}

// giveUp says that an action which has not begun never will.
func (a *actions) giveUp(r *running) {
	if !r.begun {
		a.ended(r)
	}
}

func (a *actions) ended(r *running) {
	if r.over {
		return
	}
	r.over = true
	r.cancel(nil)
	delete(a.running, r.held)
	a.active--
	if a.limit > 0 {
		a.session.GiveCredit()
	}
	a.startWaiting()
	if a.active == 0 {
		for _, idle := range a.idleness {
			close(idle)
		}
		a.idleness = nil
	}
}

func (a *actions) cancelRunning(r *running, why string) {
	a.respond(r.held, cancelledAnswer(why))
	r.cancel(cancelledBy(why))
	a.giveUp(r)
}

func (a *actions) respond(held *session.Held, answer *pb.Envelope) {
	if held.Envelope.GetKind() == pb.MessageKind_MESSAGE_KIND_EVENT {
		a.session.Drop(held)
	} else {
		a.session.Respond(held, answer)
	}
}

func (a *actions) expire(r *running) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.over {
		return
	}
	failure := &pb.Failure{Type: "Expired", Message: "its deadline passed before it was answered", Language: language}
	a.respond(r.held, &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_EXPIRED, Failure: failure})
	a.giveUp(r)
	a.advance()
}
