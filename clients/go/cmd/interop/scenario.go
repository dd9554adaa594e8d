package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	lyceum "github.com/lyceum-agents/lyceum/clients/go"
)

// testCase is a case of the scenario.
type testCase struct {
	Name          string         `json:"name"`
	Do            string         `json:"do"`
	Action        string         `json:"action"`
	Args          []any          `json:"args"`
	Kwargs        map[string]any `json:"kwargs"`
	Bytes         *[]byte        `json:"bytes"`
	TimeoutMS     int64          `json:"timeout_ms"`
	CancelAfterMS int64          `json:"cancel_after_ms"`
	Parts         int            `json:"parts"`
	Actions       []string       `json:"actions"`
	Value         string         `json:"value"`
	Traceparent   string         `json:"traceparent"`
	Expect        expectation    `json:"expect"`
}

// expectation is what must come of a case.
type expectation struct {
	Result  json.RawMessage  `json:"result"`
	Bytes   *[]byte          `json:"bytes"`
	Failure *expectedFailure `json:"failure"`
	Error   *string          `json:"error"`
	Local   bool             `json:"local"`
}

type expectedFailure struct {
	Message  *string `json:"message"`
	Cause    *string `json:"cause"`
	Stack    bool    `json:"stack"`
	Language bool    `json:"language"`
}

// targets say whom to call.
type targets struct {
	Agent    lyceum.EntityID   `json:"agent"`
	Language string            `json:"language"`
	Kind     string            `json:"kind"`
	Chain    []lyceum.EntityID `json:"chain"`
	Refusing string            `json:"refusing"`
}

// readFile reads a file of JSON, with exact numbers.
func readFile(path string, destination any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := decode(content, destination); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func decode(content []byte, destination any) error {
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.UseNumber()
	return decoder.Decode(destination)
}

// arguments are those of a call.
func (c testCase) arguments() []any {
	if c.Bytes != nil {
		return []any{*c.Bytes}
	}
	args := []any{}
	for _, arg := range c.Args {
		args = append(args, expand(arg))
	}
	if len(c.Kwargs) > 0 {
		args = append(args, lyceum.Named(expand(c.Kwargs).(map[string]any)))
	}
	return args
}

// expand writes out texts that are too large for a file: {"$repeat": ["ab", 3]}.
func expand(value any) any {
	switch value := value.(type) {
	case []any:
		expanded := make([]any, len(value))
		for i, item := range value {
			expanded[i] = expand(item)
		}
		return expanded
	case map[string]any:
		if repeat, ok := value["$repeat"].([]any); ok && len(value) == 1 && len(repeat) == 2 {
			times, _ := repeat[1].(json.Number).Int64()
			return strings.Repeat(repeat[0].(string), int(times))
		}
		expanded := map[string]any{}
		for name, item := range value {
			expanded[name] = expand(item)
		}
		return expanded
	default:
		return value
	}
}
