package lyceum

import (
	"context"
	"encoding/json"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// describeAction is the action by which every agent tells what it can do.
const describeAction = "lyceum.describe"

// Description is what an agent can do, as it tells itself.
type Description struct {
	// Lineage are its types, from its own to the most general.
	Lineage []string
	// Doc is for people; may be empty.
	Doc     string
	Actions []ActionDescription
	// Loops names its control loops, timers and event handlers.
	Loops []string
}

// ActionDescription is an action of an agent, as the agent tells it.
type ActionDescription struct {
	Name string
	// Doc is for people; may be empty.
	Doc string
	// ArgumentsSchema and ResultSchema are JSON Schemas; nil where they were not told.
	ArgumentsSchema, ResultSchema json.RawMessage
	// Streaming says that it has partial results.
	Streaming bool
	// Redeliverable says that it may run again after its host was lost.
	Redeliverable bool
}

// Describe asks the agent what it can do.
func (h *Handle) Describe(ctx context.Context) (*Description, error) {
	var answer json.RawMessage
	if err := h.Call(ctx, describeAction, &answer); err != nil {
		return nil, err
	}
	var told pb.DescribeResponse
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(answer, &told); err != nil {
		return nil, fault(ErrUnsupported, codes.FailedPrecondition, "what %s says is no description: %v", h.agent, err)
	}
	description := &Description{Lineage: told.GetLineage(), Doc: told.GetDoc(), Loops: told.GetLoops()}
	for _, action := range told.GetActions() {
		description.Actions = append(description.Actions, ActionDescription{
			Name: action.GetName(), Doc: action.GetDoc(),
			ArgumentsSchema: schemaOf(action.GetArgumentsSchema()), ResultSchema: schemaOf(action.GetResultSchema()),
			Streaming: action.GetStreaming(), Redeliverable: action.GetRedeliverable(),
		})
	}
	return description, nil
}

func schemaOf(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}
