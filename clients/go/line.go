package lyceum

// line has the actions that begin in the order of their requests.
type line struct {
	waiting []*running
	// latest is closed once the code of the last one that left begins; nil when none has left.
	latest chan struct{}
}

func (l *line) add(r *running) { l.waiting = append(l.waiting, r) }

// next takes the first, unless it is to wait; nil then. Those that are over never begin.
func (l *line) next() *running {
	for len(l.waiting) > 0 && (l.waiting[0].over || l.waiting[0].ready) {
		first := l.waiting[0]
		l.waiting = l.waiting[1:]
		if !first.over {
			return first
		}
	}
	return nil
}

// turn gives the one that leaves its turn, to be waited for where its code runs: goroutines begin in any order.
func (l *line) turn() func() {
	before, begins := l.latest, make(chan struct{})
	l.latest = begins
	return func() {
		if before != nil {
			<-before
		}
		close(begins)
	}
}
