package lyceum

import (
	"context"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// Registration is an agent's id and types, made before it runs. Its mailbox takes messages from then on.
type Registration struct {
	Agent EntityID
	// Lineage are its types, from its own to the most general.
	Lineage []string
	token   session.Token
}

// NewRegistration is an agent to register.
type NewRegistration struct {
	// Name is for people.
	Name string
	// UID is the agent's; empty means that the server makes one.
	UID string
	// Lineage are its types, from its own to the most general; at least one.
	Lineage []string
}

// RegisterAgents registers agents that no manager launches, all or none, in order. It is idempotent for the owner of the uids.
func (c *Client) RegisterAgents(ctx context.Context, agents ...NewRegistration) ([]Registration, error) {
	return registerAgents(ctx, c.site.transport, agents)
}

func registerAgents(ctx context.Context, transport *transport, agents []NewRegistration) ([]Registration, error) {
	request := &pb.RegisterAgentsRequest{RequestId: newID()}
	for _, agent := range agents {
		request.Agents = append(request.Agents, &pb.AgentRegistration{Name: agent.Name, Uid: agent.UID, Lineage: agent.Lineage})
	}
	response, err := transport.exchange().RegisterAgents(ctx, request)
	if err != nil {
		return nil, err
	}
	return registrationsOf(response.GetRegistrations()), nil
}

func registrationsOf(told []*pb.Registration) []Registration {
	registrations := make([]Registration, len(told))
	for i, registration := range told {
		registrations[i] = Registration{
			Agent: entityOf(registration.GetEntity()), Lineage: registration.GetLineage(), token: tokenOf(registration),
		}
	}
	return registrations
}
