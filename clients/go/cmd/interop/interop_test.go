package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

// comeBackAfter is what a server that refuses calls says.
const comeBackAfter = 500 * time.Millisecond

const scenarioPath = "../../../../test/interop/scenario.json"

// TestScenario runs the whole scenario from Go to Go, with this very program as the host.
func TestScenario(t *testing.T) {
	if _, err := os.Stat(scenarioPath); err != nil {
		t.Skip("there is no scenario in this repository:", err)
	}
	program := filepath.Join(t.TempDir(), "interop")
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	server := servertest.Start(t, map[string][]string{"interop-go": {program, "host"}})
	t.Setenv("LYCEUM_URL", server.URL)
	t.Setenv("LYCEUM_TOKEN", server.Token)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	client, err := lyceum.Connect(ctx, lyceum.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	manager, err := client.NewManager(ctx, lyceum.ManagerOptions{Executors: []lyceum.Executor{{Template: "command"}}})
	if err != nil {
		t.Fatal(err)
	}
	first, err := manager.Launch(ctx, "interop-go", lyceum.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := manager.Launch(ctx, "interop-go", lyceum.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	refusing := servertest.NewRefusingServer(t, comeBackAfter)
	at, err := json.Marshal(targets{
		Agent: first.Agent(), Language: "go", Kind: "interop-go", Chain: []lyceum.EntityID{first.Agent(), second.Agent()},
		Refusing: refusing.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	targetsPath := filepath.Join(t.TempDir(), "targets.json")
	if err := os.WriteFile(targetsPath, at, 0o600); err != nil {
		t.Fatal(err)
	}
	var report bytes.Buffer
	if err := call(ctx, scenarioPath, targetsPath, &report); err != nil {
		t.Fatal(err)
	}
	reported := 0
	for lines := json.NewDecoder(&report); lines.More(); reported++ {
		var line struct{ Case, Outcome, Detail string }
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		t.Run(line.Case, func(t *testing.T) {
			if line.Outcome != "passed" {
				t.Errorf("%s: %s", line.Outcome, line.Detail)
			}
		})
	}
	for _, pause := range refusing.Pauses() {
		if pause < comeBackAfter {
			t.Errorf("a server that said when to come back was left alone for %v alone", pause)
		}
	}
	if reported == 0 {
		t.Error("nothing was reported")
	}
	if err := manager.Close(ctx); err != nil {
		t.Error(err)
	}
}
