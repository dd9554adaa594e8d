package lyceum

import (
	"context"
	"iter"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const pageSize = 1000

// MailboxStatus is the state of a mailbox.
type MailboxStatus string

// The states of a mailbox.
const (
	// MailboxActive accepts messages, whether or not its entity listens.
	MailboxActive MailboxStatus = "active"
	// MailboxTerminated is ended for good; the id never comes back.
	MailboxTerminated MailboxStatus = "terminated"
	// MailboxMissing was never registered, or is forgotten.
	MailboxMissing MailboxStatus = "missing"
)

// Presence tells whether somebody listens to a mailbox.
type Presence string

// The presences.
const (
	// PresenceOnline means that a session holds the mailbox and its stream is alive.
	PresenceOnline Presence = "online"
	// PresenceStale means that somebody listened once, and nobody does now.
	PresenceStale Presence = "stale"
	// PresenceNever means that nobody has listened yet.
	PresenceNever Presence = "never"
)

// MailboxStats counts what a mailbox has seen since it was opened.
type MailboxStats struct {
	// Incoming are requests that were accepted for it, Outgoing those that its entity sent.
	Incoming, Outgoing uint64
	// Completed are requests to it that were answered, InProgress those delivered and not yet answered, Queued those that wait.
	Completed, InProgress, Queued uint64
	// QueuedBytes are bytes of bodies that wait.
	QueuedBytes uint64
	// DroppedAnswers were late, repeated or unknown.
	DroppedAnswers uint64
	// DeadLetters are kept for ListDeadLetters and Requeue.
	DeadLetters uint64
}

// Mailbox is a mailbox as the exchange sees it.
type Mailbox struct {
	Entity   EntityID
	Status   MailboxStatus
	Presence Presence
	// HeartbeatAge is the time since its listener was last heard; nil when never.
	HeartbeatAge *time.Duration
	Stats        MailboxStats
	// Lineage are the agent's types; empty for a user.
	Lineage []string
}

// Mailbox tells status, presence and counts; the agent is not asked. An unknown one is MailboxMissing, not an error.
func (c *Client) Mailbox(ctx context.Context, entity EntityID) (*Mailbox, error) {
	response, err := c.site.transport.exchange().GetMailbox(ctx, &pb.GetMailboxRequest{Entity: entity.proto()})
	if err != nil {
		return nil, err
	}
	told := response.GetMailbox()
	mailbox := &Mailbox{
		Entity: entity, Status: mailboxStatusOf(told.GetStatus()), Presence: presenceOf(told.GetPresence()), Lineage: told.GetLineage(),
		Stats: statsOf(told.GetStats()),
	}
	if told.GetEntity() != nil {
		mailbox.Entity = entityOf(told.GetEntity())
	}
	if told.GetHeartbeatAge() != nil {
		age := told.GetHeartbeatAge().AsDuration()
		mailbox.HeartbeatAge = &age
	}
	return mailbox, nil
}

// Terminate ends a mailbox for good and answers all that it owes. One that is unknown or has ended is left as it is.
func (c *Client) Terminate(ctx context.Context, entity EntityID) (MailboxStatus, error) {
	response, err := c.site.transport.exchange().Terminate(ctx, &pb.TerminateRequest{Entity: entity.proto()})
	return mailboxStatusOf(response.GetStatus()), err
}

// Discover finds active agents of a type, in the order of their registration; subclasses count too, unless exact. An empty type
// means every agent.
func (c *Client) Discover(ctx context.Context, kind string, exact bool) ([]EntityID, error) {
	var found []EntityID
	request := &pb.DiscoverRequest{Type: kind, Exact: exact, PageSize: pageSize}
	for {
		page, err := c.site.transport.exchange().Discover(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, agent := range page.GetAgents() {
			found = append(found, entityOf(agent))
		}
		if page.GetNextPageToken() == "" {
			return found, nil
		}
		request.PageToken = page.GetNextPageToken()
	}
}

// DeadLetter is a message that nobody took.
type DeadLetter struct {
	// ID names it within its mailbox.
	ID string
	// From is who sent it.
	From   EntityID
	Action string
	Body   Payload
	// Attempts is how often it was delivered.
	Attempts uint32
	// GivenUp is when.
	GivenUp time.Time
}

// DeadLetters are those of a mailbox, oldest first.
func (c *Client) DeadLetters(ctx context.Context, entity EntityID) iter.Seq2[DeadLetter, error] {
	return func(yield func(DeadLetter, error) bool) {
		request := &pb.ListDeadLettersRequest{Entity: entity.proto()}
		for {
			page, err := c.site.transport.exchange().ListDeadLetters(ctx, request)
			if err != nil {
				yield(DeadLetter{}, err)
				return
			}
			for _, letter := range page.GetDeadLetters() {
				if !yield(deadLetterOf(letter), nil) {
					return
				}
			}
			if page.GetNextPageToken() == "" {
				return
			}
			request.PageToken = page.GetNextPageToken()
		}
	}
}

// Requeue sends dead letters to their mailbox again, one way; it tells how many.
func (c *Client) Requeue(ctx context.Context, entity EntityID, deadLetterIDs ...string) (int, error) {
	request := &pb.RequeueRequest{Entity: entity.proto(), DeadLetterIds: deadLetterIDs}
	response, err := c.site.transport.exchange().Requeue(ctx, request)
	return int(response.GetRequeued()), err
}

func deadLetterOf(letter *pb.DeadLetter) DeadLetter {
	envelope := letter.GetEnvelope()
	return DeadLetter{
		ID: letter.GetDeadLetterId(), From: entityOf(envelope.GetSrc()), Action: envelope.GetAction(), Attempts: letter.GetAttempts(),
		Body: Payload{MediaType: envelope.GetMediaType(), Data: envelope.GetBody()}, GivenUp: letter.GetCreateTime().AsTime(),
	}
}

func mailboxStatusOf(status pb.MailboxStatus) MailboxStatus {
	switch status {
	case pb.MailboxStatus_MAILBOX_STATUS_ACTIVE:
		return MailboxActive
	case pb.MailboxStatus_MAILBOX_STATUS_TERMINATED:
		return MailboxTerminated
	default:
		return MailboxMissing
	}
}

func presenceOf(presence pb.Presence) Presence {
	switch presence {
	case pb.Presence_PRESENCE_ONLINE:
		return PresenceOnline
	case pb.Presence_PRESENCE_STALE:
		return PresenceStale
	default:
		return PresenceNever
	}
}

func statsOf(stats *pb.MailboxStats) MailboxStats {
	return MailboxStats{
		Incoming: stats.GetIncoming(), Outgoing: stats.GetOutgoing(), Completed: stats.GetCompleted(),
		InProgress: stats.GetInProgress(), Queued: stats.GetQueued(), QueuedBytes: stats.GetQueuedBytes(),
		DroppedAnswers: stats.GetDroppedAnswers(), DeadLetters: stats.GetDeadLetters(),
	}
}
