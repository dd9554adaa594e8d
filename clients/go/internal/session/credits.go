package session

const defaultWindow = 256

// credits counts how many requests may be delivered: a window less what was delivered and is not yet begun.
type credits struct {
	window, used, returned int
}

func newCredits(window int) credits {
	if window <= 0 {
		window = defaultWindow
	}
	return credits{window: window}
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

// take tells those that came back since the last time, for the server.
func (c *credits) take() uint32 {
	returned := c.returned
	c.returned = 0
	return uint32(returned)
}

// anew tells all that there are, for a server that forgot.
func (c *credits) anew() uint32 {
	c.returned = 0
	return uint32(max(0, c.window-c.used))
}
