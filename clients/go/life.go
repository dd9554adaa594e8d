package lyceum

import (
	"context"
	"log/slog"
	"sync"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

const (
	// loopGrace is the time that loops have to end once told, before the agent's own shutdown begins; they may go on a little longer.
	loopGrace = 2 * time.Second
	// cancelGrace is the time that cancelled actions have to return.
	cancelGrace = time.Second
	// finishGrace is the time that actions have which asked for the agent's end, and all actions of a host that must go.
	finishGrace = 10 * time.Second
	// flushGrace is the time to get the last answers to the exchange.
	flushGrace = 10 * time.Second
	// drainLabel is that of a request to end which is made because the server stops.
	drainLabel = "lyceum.drain"
)

type lifeState int

const (
	lifeStarting lifeState = iota
	lifeRunning
	lifeStopping
	lifeOver
)

// stop says why and how an agent is to end.
type stop struct {
	// expected says that its mailbox ends as after a success.
	expected bool
	// interrupted says that its host gives it up.
	interrupted bool
	// drain is the time that running actions have before they are cancelled.
	drain time.Duration
}

// lifeEnd is how an agent's life ended.
type lifeEnd struct {
	// failure is nil when it ended well.
	failure *Failure
	// terminate is what whoever asked it to end said of its mailbox; nil means as the configuration says.
	terminate *bool
	// interrupted says that its host gave it up before it was done, so that it is to be run again.
	interrupted bool
}

// life is the life of one agent: it listens from the start, serves once it has started, and ends in order: loops are told, the
// agent's own shutdown runs while its actions go on, actions are cancelled or awaited, the last answers leave, the session ends.
// No failure on the way keeps the rest from happening.
type life struct {
	agent    *Agent
	client   *Client
	config   RuntimeConfig
	log      *slog.Logger
	home     *scope
	actions  *actions
	loops    *loops
	draining chan struct{}
	stopping chan stop
	// starting is done when the agent has started, or is not wanted any more before it has.
	starting     context.Context
	stopStarting context.CancelCauseFunc

	mu            sync.Mutex
	state         lifeState
	stopRequested bool
	stopBegun     bool
	terminate     *bool
	pings         []*session.Held
	lost          error
}

func newLife(agent *Agent, client *Client, config RuntimeConfig, runAttempt int, log *slog.Logger) *life {
	l := &life{
		agent: agent, client: client, config: config, log: log, draining: make(chan struct{}), stopping: make(chan stop, 1),
	}
	l.home = &scope{client: client, life: l, log: log, runAttempt: runAttempt}
	l.actions = newActions(agent, l.home, config)
	l.loops = newLoops(l.home.context(context.Background()), log, l.loopFailed)
	l.starting, l.stopStarting = context.WithCancelCause(l.loops.ctx)
	return l
}

// live lives it from start to end; started is called once it serves.
func (l *life) live(started func()) lifeEnd {
	l.client.messenger.serve(l)
	var failures []*Failure
	asked := stop{}
	up := true
	if err := l.start(); err != nil {
		up = false
		select {
		case asked = <-l.stopping:
		default:
		}
		// A host that must go has its agent made again, whatever its start makes of that.
		if !asked.interrupted {
			failures = append(failures, failedStep("StartupError", "OnStartup failed", err))
		}
	} else {
		started()
		asked = <-l.stopping
	}
	failures = append(failures, l.end(up, asked)...)
	return l.outcome(asked, failures)
}

// interrupt says that its host must go: it ends, after its running actions have had their time, and is to be run again elsewhere.
func (l *life) interrupt(drain time.Duration) {
	l.mu.Lock()
	stopping := l.state == lifeStopping
	l.mu.Unlock()
	if stopping {
		// It waits for its actions, perhaps for long: they have no more time than the host.
		go func() {
			l.actions.idle(drain)
			l.actions.cancelAll("the agent's host ends")
		}()
	}
	l.requestStop(stop{expected: true, interrupted: true, drain: drain}, nil)
}

func (l *life) request(held *session.Held) {
	s := l.client.messenger.session
	switch held.Envelope.GetKind() {
	case pb.MessageKind_MESSAGE_KIND_ACTION, pb.MessageKind_MESSAGE_KIND_EVENT:
		l.actions.add(held)
	case pb.MessageKind_MESSAGE_KIND_PING:
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.state == lifeStarting {
			l.pings = append(l.pings, held)
		} else {
			s.Respond(held, &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_OK})
		}
	case pb.MessageKind_MESSAGE_KIND_CANCEL:
		l.cancel(held)
	case pb.MessageKind_MESSAGE_KIND_SHUTDOWN:
		s.Respond(held, &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_OK})
		l.requestStop(stop{expected: true, drain: drainOf(held.Envelope)}, held.Envelope.Terminate)
	default:
		s.Respond(held, refused(pb.AnswerStatus_ANSWER_STATUS_UNSUPPORTED, "Unsupported", "the agent does not know such requests"))
	}
}

func (l *life) revoked(held *session.Held) { l.actions.revoke(held) }

func (l *life) ended(err error) {
	l.mu.Lock()
	over := l.state == lifeOver
	if !over && l.lost == nil {
		l.lost = err
	}
	l.mu.Unlock()
	if over {
		return
	}
	l.actions.disconnect()
	l.requestStop(stop{}, nil)
}

func (l *life) start() error {
	if l.agent.startup != nil {
		if err := isolated(func() error { return l.agent.startup(l.starting) }); err != nil {
			return err
		}
	}
	l.stopStarting(nil)
	l.mu.Lock()
	l.state = lifeRunning
	for _, ping := range l.pings {
		l.client.messenger.session.Respond(ping, &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_OK})
	}
	l.pings = nil
	// Asked to end while it started: it does, and what waits goes to who listens next.
	stopped := l.stopRequested
	l.mu.Unlock()
	if !stopped {
		l.actions.open()
		l.loops.start(l.agent.loops)
	}
	return nil
}

func (l *life) requestStop(asked stop, terminate *bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	// The last word on the mailbox counts.
	if terminate != nil {
		l.terminate = terminate
	}
	l.stopRequested = true
	switch {
	case l.state == lifeRunning:
		l.beginStop()
	case l.state == lifeStarting && (asked.interrupted || l.lost != nil):
		l.stopStarting(cancelledBy("the agent's host is to end"))
	}
	select {
	case l.stopping <- asked:
	default:
	}
}

// beginStop tells all; the lock is held.
func (l *life) beginStop() {
	if l.stopBegun {
		return
	}
	l.stopBegun = true
	l.actions.stop()
	close(l.draining)
	l.loops.stop(cancelledBy(l.client.Entity().String() + " is to end"))
}

func (l *life) loopFailed() {
	if isTrue(l.config.ShutdownOnLoopError) {
		l.requestStop(stop{}, nil)
	}
}

func (l *life) lostSession() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

func (l *life) cancel(held *session.Held) {
	target := held.Envelope.GetTargetId()
	answer := &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_OK}
	if !l.actions.cancel(entityOf(held.Envelope.GetSrc()), target) {
		answer = refused(pb.AnswerStatus_ANSWER_STATUS_INVALID_STATE, "InvalidState",
			"no action "+target+" runs: it is unknown or has ended")
	}
	l.client.messenger.session.Respond(held, answer)
}

// drainOf is the time that running actions have after a request to end: half of what there is when the server stops and makes the
// agent again, none else.
func drainOf(request *pb.Envelope) time.Duration {
	if request.GetLabel() != drainLabel {
		return 0
	}
	return request.GetTimeout().AsDuration() / 2
}
