package servertest

import (
	"net"
	"strings"
	"sync"
	"testing"
)

// Relay is a way to a server that a test can cut, close and open again.
type Relay struct {
	// URL is where it is.
	URL      string
	target   string
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]bool
	refusing bool
	muted    map[net.Conn]bool
	muting   bool
}

// NewRelay makes a way to a server.
func NewRelay(t testing.TB, url string) *Relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{
		URL: "http://" + listener.Addr().String(), target: strings.TrimPrefix(url, "http://"), listener: listener, open: map[net.Conn]bool{},
		muted: map[net.Conn]bool{},
	}
	t.Cleanup(func() {
		_ = listener.Close()
		r.Cut()
	})
	go r.accept()
	return r
}

// Cut cuts all connections; new ones are taken.
func (r *Relay) Cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for connection := range r.open {
		_ = connection.Close()
	}
}

// Refuse cuts all connections and refuses new ones, until it is told otherwise.
func (r *Relay) Refuse(refuse bool) {
	r.mu.Lock()
	r.refusing = refuse
	r.mu.Unlock()
	if refuse {
		r.Cut()
	}
}

// Mute lets nothing of the server through, as when a machine on the way forgets connections: those that there are never work again, and
// new ones do not as long as it is so.
func (r *Relay) Mute(mute bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.muting = mute
	for connection := range r.open {
		r.muted[connection] = true
	}
}

func (r *Relay) accept() {
	for {
		near, err := r.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", r.target)
		r.mu.Lock()
		if err != nil || r.refusing {
			_ = near.Close()
			if far != nil {
				_ = far.Close()
			}
			r.mu.Unlock()
			continue
		}
		r.open[near], r.open[far] = true, true
		r.muted[near] = r.muting
		r.mu.Unlock()
		go r.carry(far, near, false)
		go r.carry(near, far, true)
	}
}

func (r *Relay) carry(to, from net.Conn, down bool) {
	defer r.drop(to, from)
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !(down && r.isMuted(to)) {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *Relay) isMuted(connection net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.muted[connection]
}

func (r *Relay) drop(connections ...net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, connection := range connections {
		_ = connection.Close()
		delete(r.open, connection)
		delete(r.muted, connection)
	}
}
