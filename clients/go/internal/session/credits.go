package session

import pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"

const defaultWindow = 256

// credits counts how many requests may be delivered: a window less what was delivered and is not yet begun; and has what a host says
// of them.
type credits struct {
	window, used, returned int
	// hosting is what the host says; nil while there is none. untold says that the server does not know it yet.
	hosting *pb.Hosting
	untold  bool
}

// newCredits makes those of a window: 0 means 256, less means none until there is a host.
func newCredits(window int) credits {
	if window == 0 {
		window = defaultWindow
	}
	return credits{window: max(0, window)}
}

// host opens the window; requests for actions that are not redeliverable count as begun once they are delivered.
func (c *credits) host(redeliverable []string) {
	c.window = defaultWindow
	c.hosting = &pb.Hosting{Redeliverable: redeliverable}
	c.untold = true
}

// use notes that a delivery took one.
func (c *credits) use() { c.used++ }

// give gives one back. Small change goes with the next frame; true says that so many have come together that they are
// worth one of their own.
func (c *credits) give() bool {
	if c.used == 0 {
		return false
	}
	c.used--
	c.returned++
	return c.returned*4 >= c.window
}

// takeHosting tells what the server is to know of its host before it gets the credits that follow; nil when it knows.
func (c *credits) takeHosting() *pb.Hosting {
	if !c.untold {
		return nil
	}
	c.untold = false
	c.returned = c.all()
	return c.hosting
}

// take tells those that came back since the last time, for the server.
func (c *credits) take() uint32 {
	returned := c.returned
	c.returned = 0
	return uint32(returned)
}

// anew tells all that there are, for a server that forgot; none yet for a host's, which go with what it says.
func (c *credits) anew() uint32 {
	c.returned = 0
	c.untold = c.hosting != nil
	if c.untold {
		return 0
	}
	return uint32(c.all())
}

func (c *credits) all() int { return max(0, c.window-c.used) }
