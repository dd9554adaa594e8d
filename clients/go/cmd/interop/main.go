// Interop proves that agents and callers in Go work with those of other languages: as the host of a run, or as the caller of
// every case of a scenario. Its contract is test/interop/README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

func main() {
	err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "host":
		return lyceum.Host(ctx, newAgent(), lyceum.Options{})
	case len(args) == 3 && args[0] == "call":
		return call(ctx, args[1], args[2], os.Stdout)
	default:
		return errors.New("usage: interop host | interop call <scenario.json> <targets.json>")
	}
}
