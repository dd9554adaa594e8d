// Package servertest starts servers of this repository for tests.
package servertest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const startLimit = time.Minute

var servesAt = regexp.MustCompile(`serves gRPC at (\S+)`)

// Server is a server in a process of its own, which may be stopped and started again at the same place.
type Server struct {
	// URL is where it is.
	URL string
	// Token is its operator's credential.
	Token  string
	t      testing.TB
	folder string
	args   []string
	mu     sync.Mutex
	proc   *exec.Cmd
	over   chan struct{}
}

// Start starts a server that ends with the test. Kinds are the catalogue's, by name: what to run for each. The test is skipped where the
// repository's own packages are not installed.
func Start(t testing.TB, kinds map[string][]string) *Server {
	t.Helper()
	return StartConfigured(t, kinds, "")
}

// StartConfigured starts a server as Start does, with a configuration file of this content.
func StartConfigured(t testing.TB, kinds map[string][]string, config string) *Server {
	t.Helper()
	if _, err := os.Stat(node()); err != nil {
		t.Skip("the server's packages are not installed; run npm ci in the repository's root")
	}
	folder := t.TempDir()
	var catalogue strings.Builder
	catalogue.WriteString("kinds:\n")
	for name, argv := range kinds {
		fmt.Fprintf(&catalogue, "  %s:\n    lineage: [%s]\n    argv: %q\n", name, name, argv)
	}
	text := strings.ReplaceAll(catalogue.String(), `" "`, `", "`)
	if len(kinds) == 0 {
		text = "kinds: {}\n"
	}
	agents := filepath.Join(folder, "agents")
	if err := os.MkdirAll(agents, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(agents, "catalogue.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, folder: folder}
	s.args = []string{"src/main.ts", "serve", "--listen", freeAddress(t), "--web", "off", "--data", filepath.Join(folder, "data"),
		"--agents", agents, "--log", "warn"}
	if config != "" {
		path := filepath.Join(folder, "config.yaml")
		if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		s.args = append(s.args, "--config", path)
	}
	t.Cleanup(func() { s.Stop(syscall.SIGTERM) })
	s.Start()
	return s
}

// Start starts it again after a stop.
func (s *Server) Start() {
	s.t.Helper()
	proc := exec.Command(node(), s.args...)
	proc.Dir = root()
	proc.Env = append(os.Environ(), "LYCEUM_TOKEN=", "LYCEUM_URL=")
	proc.Stderr = os.Stderr
	// A group of its own, so that a signal to the tests does not end it before they do.
	proc.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, err := proc.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := proc.Start(); err != nil {
		s.t.Fatal(err)
	}
	found := make(chan string, 1)
	over := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(output); lines.Scan(); {
			if match := servesAt.FindStringSubmatch(lines.Text()); match != nil {
				found <- match[1]
			}
		}
		_ = proc.Wait()
		close(over)
	}()
	s.mu.Lock()
	s.proc, s.over = proc, over
	s.mu.Unlock()
	select {
	case s.URL = <-found:
	case <-over:
		s.t.Fatal("the server ended before it served")
	case <-time.After(startLimit):
		s.t.Fatal("the server did not serve in time")
	}
	token, err := os.ReadFile(filepath.Join(s.folder, "data", "token"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.Token = strings.TrimSpace(string(token))
}

// Stop sends it a signal and waits until it has ended; SIGKILL is a crash.
func (s *Server) Stop(signal syscall.Signal) {
	s.mu.Lock()
	proc, over := s.proc, s.over
	s.proc = nil
	s.mu.Unlock()
	if proc == nil {
		return
	}
	_ = proc.Process.Signal(signal)
	select {
	case <-over:
	case <-time.After(startLimit):
		_ = proc.Process.Kill()
		<-over
		s.t.Error("the server did not stop in time")
	}
}

func freeAddress(t testing.TB) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "..")
}

func node() string { return filepath.Join(root(), "node_modules", ".bin", "node") }
