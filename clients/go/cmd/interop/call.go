package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// caseLimit is how long any case may take.
const caseLimit = 90 * time.Second

// caller runs cases against an agent.
type caller struct {
	client  *lyceum.Client
	handle  *lyceum.Handle
	targets targets
}

// call runs every case of a scenario and reports on each.
func call(ctx context.Context, scenarioPath, targetsPath string, report io.Writer) error {
	var scenario struct {
		Cases []testCase `json:"cases"`
	}
	var at targets
	if err := errors.Join(readFile(scenarioPath, &scenario), readFile(targetsPath, &at)); err != nil {
		return err
	}
	client, err := lyceum.Connect(ctx, lyceum.Options{Name: "interop caller in Go"})
	if err != nil {
		return err
	}
	defer client.Close()
	c := &caller{client, client.Handle(at.Agent), at}
	lines := json.NewEncoder(report)
	for _, one := range scenario.Cases {
		line := struct {
			Case    string `json:"case"`
			Outcome string `json:"outcome"`
			Detail  string `json:"detail"`
		}{one.Name, "passed", ""}
		if err := c.run(ctx, one); err != nil {
			line.Outcome, line.Detail = "failed", err.Error()
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func (c *caller) run(ctx context.Context, one testCase) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("panic: %v", value)
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer time.AfterFunc(caseLimit, cancel).Stop()
	if one.TimeoutMS > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(one.TimeoutMS)*time.Millisecond)
		defer cancel()
	}
	switch one.Do {
	case "call":
		return c.call(ctx, one)
	case "stream":
		return c.stream(ctx, one)
	case "ping":
		_, err := c.handle.Ping(ctx)
		return check(one, lyceum.Payload{}, err, c.targets.Language)
	case "notify":
		return check(one, lyceum.Payload{}, c.handle.Notify(ctx, one.Action, one.arguments()...), c.targets.Language)
	case "describe":
		return c.describe(ctx, one)
	case "unencodable":
		return c.unencodable(ctx, one)
	case "unknown_agent":
		_, err := c.client.Handle(lyceum.AgentID("never-registered")).Ping(ctx)
		return check(one, lyceum.Payload{}, err, c.targets.Language)
	case "wrong_token":
		return c.connectAnew(ctx, one, lyceum.Options{URL: os.Getenv("LYCEUM_URL"), Token: "wrong"})
	case "wrong_url":
		url, err := unusedURL()
		if err != nil {
			return err
		}
		return c.connectAnew(ctx, one, lyceum.Options{URL: url, Token: os.Getenv("LYCEUM_TOKEN")})
	case "refusing_url":
		return c.connectAnew(ctx, one, lyceum.Options{URL: c.targets.Refusing, Token: os.Getenv("LYCEUM_TOKEN")})
	case "relay":
		return c.relay(ctx, one)
	case "manage":
		return c.manage(ctx)
	default:
		return fmt.Errorf("this program does not know how to do %q", one.Do)
	}
}

// check compares what came with what was expected.
func check(one testCase, result lyceum.Payload, err error, language string) error {
	expect := one.Expect
	switch {
	case expect.Error != nil:
		return checkError(*expect.Error, err)
	case expect.Failure != nil:
		return checkFailure(*expect.Failure, err, language)
	case err != nil:
		return fmt.Errorf("failed: %w", err)
	case expect.Bytes != nil:
		var bytes []byte
		if err := result.Decode(&bytes); err != nil {
			return err
		}
		if result.MediaType != lyceum.BytesType || string(bytes) != string(*expect.Bytes) {
			return fmt.Errorf("%q of type %q came, not %q", bytes, result.MediaType, *expect.Bytes)
		}
	case len(expect.Result) > 0:
		return checkResult(expect.Result, result)
	}
	return nil
}

func checkResult(expected json.RawMessage, result lyceum.Payload) error {
	var wanted, got any
	if err := errors.Join(decode(expected, &wanted), result.Decode(&got)); err != nil {
		return err
	}
	if !equal(expand(wanted), got) {
		return fmt.Errorf("%.200s came, not %.200s", result.Data, expected)
	}
	return nil
}

func checkError(reason string, err error) error {
	var told *lyceum.Error
	if !errors.As(err, &told) || string(told.Reason) != reason {
		return fmt.Errorf("%q was expected, what came is: %v", reason, err)
	}
	return nil
}

func checkFailure(expect expectedFailure, err error, language string) error {
	var agent *lyceum.AgentError
	if !errors.As(err, &agent) {
		return fmt.Errorf("a failure of the agent was expected, what came is: %v", err)
	}
	failure := agent.Failure
	if expect.Message != nil && failure.Message != *expect.Message {
		return fmt.Errorf("the message is %q, not %q", failure.Message, *expect.Message)
	}
	if expect.Cause != nil {
		var cause *lyceum.AgentError
		if !errors.As(errors.Unwrap(agent), &cause) || cause.Failure.Message != *expect.Cause {
			return fmt.Errorf("the cause is %v, not %q", errors.Unwrap(agent), *expect.Cause)
		}
	}
	if expect.Stack && failure.Stack == "" {
		return errors.New("the failure has no stack")
	}
	if expect.Language && failure.Language != language {
		return fmt.Errorf("the failure is of language %q, not %q", failure.Language, language)
	}
	return nil
}
