package lyceum

import (
	"context"
	"time"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// ServerInfo is what a server is and bears.
type ServerInfo struct {
	// Version is semver.
	Version string
	// Capabilities are what it can do beyond the API's first release.
	Capabilities []string
	// MaxBodyBytes is the largest body, MaxBatch the most items of a batch.
	MaxBodyBytes, MaxBatch int
	// ResumeWindow is how long a session outlives its connection.
	ResumeWindow time.Duration
	// Uptime is the time since it started.
	Uptime time.Duration
}

// ServerInfo tells version, limits and capabilities of the server.
func (c *Client) ServerInfo(ctx context.Context) (*ServerInfo, error) {
	told, err := c.site.transport.exchange().GetServerInfo(ctx, &pb.GetServerInfoRequest{})
	if err != nil {
		return nil, err
	}
	limits := told.GetLimits()
	return &ServerInfo{
		Version: told.GetVersion(), Capabilities: told.GetCapabilities(), MaxBodyBytes: int(limits.GetMaxBodyBytes()),
		MaxBatch: int(limits.GetMaxBatch()), ResumeWindow: limits.GetResumeWindow().AsDuration(), Uptime: told.GetUptime().AsDuration(),
	}, nil
}
