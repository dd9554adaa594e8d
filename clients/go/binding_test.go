package lyceum

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

type sample struct {
	Name  string    `json:"name"`
	Count int       `json:"count" default:"3"`
	Note  *string   `json:"note"`
	When  time.Time `json:"when,omitzero"`
}

func fill[In any](t *testing.T, args ...any) (In, error) {
	t.Helper()
	payload, err := encodeArguments(args)
	if err != nil {
		t.Fatal(err)
	}
	given, err := decodeArguments(payload)
	if err != nil {
		t.Fatal(err)
	}
	var in In
	return in, bindingOf[In]().fill(&in, given, &Client{messenger: &messenger{}})
}

func TestArgumentsByFields(t *testing.T) {
	note := "fresh"
	for name, c := range map[string]struct {
		args []any
		want sample
	}{
		"by place":          {[]any{"a", 1}, sample{Name: "a", Count: 1}},
		"by name":           {[]any{Named{"name": "a", "note": "fresh"}}, sample{Name: "a", Count: 3, Note: &note}},
		"by place and name": {[]any{"a", Named{"count": 2}}, sample{Name: "a", Count: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := fill[sample](t, c.args...)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("it became %+v, %v", got, err)
			}
		})
	}
	for name, args := range map[string][]any{
		"too few": {}, "too many": {"a", 1, "b", time.Now(), 5}, "twice": {"a", Named{"name": "b"}},
		"unknown": {"a", Named{"colour": "red"}}, "of another type": {1}, "bytes": {[]byte("a")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fill[sample](t, args...)
			wantReason(t, err, ErrInvalidArguments)
		})
	}
}

func TestArgumentsAsAWhole(t *testing.T) {
	if got, err := fill[int64](t, 9007199254740993); err != nil || got != 9007199254740993 {
		t.Errorf("it became %d, %v", got, err)
	}
	if got, err := fill[any](t, []any{1}); err != nil || !reflect.DeepEqual(got, []any{json.Number("1")}) {
		t.Errorf("it became %v, %v", got, err)
	}
	if got, err := fill[[]byte](t, []byte{0, 255}); err != nil || !reflect.DeepEqual(got, []byte{0, 255}) {
		t.Errorf("it became %v, %v", got, err)
	}
	if _, err := fill[None](t); err != nil {
		t.Error(err)
	}
	for _, args := range [][]any{{}, {1, 2}, {Named{"value": 1}}} {
		_, err := fill[int](t, args...)
		wantReason(t, err, ErrInvalidArguments)
	}
	_, err := fill[None](t, 1)
	wantReason(t, err, ErrInvalidArguments)
}

func TestHandlesAsArguments(t *testing.T) {
	id := AgentID("x")
	got, err := fill[struct {
		One  *Handle            `json:"one"`
		Some []*Handle          `json:"some"`
		By   map[string]*Handle `json:"by"`
	}](t, id, []EntityID{id}, map[string]any{"a": map[string]string{"uid": "y", "role": "ROLE_AGENT"}})
	if err != nil || got.One.Agent() != id || got.Some[0].Agent() != id || got.By["a"].Agent() != AgentID("y") {
		t.Errorf("it became %+v, %v", got, err)
	}
	_, err = fill[*Handle](t, map[string]any{"uid": ""})
	wantReason(t, err, ErrInvalidArguments)
}

func TestWrongAgents(t *testing.T) {
	nothing := func(context.Context, None) (None, error) { return None{}, nil }
	for name, agent := range map[string]*Agent{
		"two actions of a name": NewAgent("A", Action("a", nothing), Action("a", nothing)),
		"a reserved name":       NewAgent("A", Action(describeAction, nothing)),
		"two loops of a name":   NewAgent("A", Loop("a", nil), Loop("a", nil)),
		"a timer without time":  NewAgent("A", Timer("a", 0, nil)),
		"a default of no type": NewAgent("A", Action("a", func(context.Context, struct {
			N int `json:"n" default:"x"`
		}) (None, error) {
			return None{}, nil
		})),
	} {
		if err := agent.check(); !errors.Is(err, ErrInvalidAgent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDescription(t *testing.T) {
	agent := NewAgent("A", About("An agent."),
		Action("b", func(context.Context, sample) ([]string, error) { return nil, nil }, Doc("Does b."), Redeliverable()),
		Action("a", func(context.Context, None) (None, error) { return None{}, nil }), Loop("z", nil))
	payload, err := agent.describe()
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Lineage []string
		Actions []struct{ Name, Doc, ArgumentsSchema, ResultSchema string }
		Loops   []string
	}
	if err := json.Unmarshal(payload.Data, &told); err != nil {
		t.Fatal(err)
	}
	if len(told.Actions) != 2 || told.Actions[1].Name != "b" || told.Actions[1].Doc != "Does b." || told.Loops[0] != "z" {
		t.Errorf("it tells %+v", told)
	}
	var schema struct {
		Required   []string
		Properties map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(told.Actions[1].ArgumentsSchema), &schema); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(schema.Required, []string{"name"}) || schema.Properties["count"]["type"] != "integer" || len(schema.Properties) != 4 {
		t.Errorf("the schema is %+v", schema)
	}
}
