package lyceum

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

const goodbyeTimeout = 5 * time.Second

// Client is the exchange, in the name of a user or an agent: registering, finding, calling, ending. It is safe for use by
// several goroutines. One connection carries all that its entities send and receive; it is opened again when it breaks, while
// calls go on.
type Client struct {
	messenger *messenger
	site      site
	options   Options
	log       *slog.Logger
	// owned says that the connection ends with it; that of an agent is its host's.
	owned   bool
	closing sync.Once
}

// Connect registers a user at a server and opens its mailbox, which ends with the client. A server that comes later is waited
// for, as long as the context and Options.Timeout allow.
//
// Errors: ErrTokenMissing, ErrTokenInvalid, ErrNotPermitted; an Error with codes.Unavailable when nobody listens at the url.
func Connect(ctx context.Context, options Options) (*Client, error) {
	options, err := options.resolved()
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(options)
	if err != nil {
		return nil, err
	}
	response, err := transport.exchange().RegisterUser(ctx, &pb.RegisterUserRequest{RequestId: newID(), Name: options.Name})
	if err != nil {
		transport.close()
		return nil, err
	}
	registration := response.GetRegistration()
	entity := entityOf(registration.GetEntity())
	renew := func(ctx context.Context) (session.Token, error) {
		request := &pb.RegisterUserRequest{RequestId: newID(), Uid: entity.UID, Name: entity.Name}
		response, err := transport.exchange().RegisterUser(ctx, request)
		return tokenOf(response.GetRegistration()), err
	}
	site := newSite(options, transport)
	messenger := site.newMessenger(entity, false, session.Options{Token: tokenOf(registration), Renew: renew})
	return &Client{messenger: messenger, site: site, options: options, log: options.Logger, owned: true}, nil
}

func newSite(options Options, transport *transport) site {
	connection := session.NewConnection(session.ConnectionOptions{
		Client:  transport.exchange(),
		Faults:  session.Faults{Item: errorOfItem, Status: errorOfStatus, Local: localFault},
		Silence: options.Silence, Unreachable: options.Unreachable,
	})
	return site{
		origin: options.URL + " " + options.Namespace, transport: transport, connection: connection, callTimeout: options.CallTimeout,
	}
}

// Entity tells in whose name it acts.
func (c *Client) Entity() EntityID { return c.messenger.entity }

// Handle makes a handle of an agent.
func (c *Client) Handle(agent EntityID) *Handle { return &Handle{agent: agent, messenger: c.messenger} }

// Close ends it: calls under way fail with ErrClosed, and a user's mailbox is terminated. It takes at most a few seconds. Idempotent.
// Closing the client of an agent does nothing; its host does it.
func (c *Client) Close() {
	if !c.owned {
		return
	}
	c.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), goodbyeTimeout)
		defer cancel()
		c.messenger.close(ctx)
		if _, err := c.Terminate(ctx, c.Entity()); err != nil {
			// A server that is gone forgets the mailbox, or keeps it for nobody; neither is worth failing a close for.
			c.log.Debug("the user's mailbox was not terminated", "error", err)
		}
		c.site.connection.Close()
		c.site.transport.close()
	})
}

func tokenOf(registration *pb.Registration) session.Token {
	token := session.Token{Value: registration.GetToken()}
	if expires := registration.GetTokenExpireTime(); expires != nil {
		token.Expires = expires.AsTime()
	}
	return token
}

// newID makes an id that nobody else makes.
func newID() string { return rand.Text() }

// missing says that a server left something out.
func missing(what string) error {
	return fault(ErrInternal, codes.Internal, "the server's answer has no %s", what)
}

// unreachable is how long the server may be away before waits fail; less than 0 means for ever.
func (c *Client) unreachable() time.Duration {
	if c.options.Unreachable == 0 {
		return time.Minute
	}
	return c.options.Unreachable
}
