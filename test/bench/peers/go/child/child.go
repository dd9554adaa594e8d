// Package child runs this program again beside itself.
package child

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

const endLimit = 20 * time.Second

// Child is a process that runs this program with other arguments.
type Child struct {
	// Said is its first line, which says that it is ready.
	Said  string
	start *exec.Cmd
}

// Start starts it, and waits until it has said something.
func Start(args ...string) (*Child, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	start := exec.Command(program, args...)
	start.Stderr = os.Stderr
	output, err := start.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := start.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(output)
	if !lines.Scan() {
		return nil, fmt.Errorf("%v ended without a word: %w", args, start.Wait())
	}
	return &Child{Said: lines.Text(), start: start}, nil
}

// Stop asks it to end, and waits until it has; one that does not end is killed.
func (c *Child) Stop() {
	_ = c.start.Process.Signal(syscall.SIGTERM)
	overdue := time.AfterFunc(endLimit, func() { _ = c.start.Process.Kill() })
	defer overdue.Stop()
	_ = c.start.Wait()
}
