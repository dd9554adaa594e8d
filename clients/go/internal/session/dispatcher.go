package session

import "sync"

// dispatcher calls functions one at a time, in order, and never in the goroutine that asks for it: so who asks may hold locks.
type dispatcher struct {
	mu      sync.Mutex
	calls   []func()
	running bool
}

func (d *dispatcher) add(call func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, call)
	if !d.running {
		d.running = true
		go d.run()
	}
}

func (d *dispatcher) run() {
	for {
		d.mu.Lock()
		calls := d.calls
		d.calls = nil
		if len(calls) == 0 {
			d.running = false
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
		for _, call := range calls {
			call()
		}
	}
}
