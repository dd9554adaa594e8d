package lyceum

import (
	"encoding/json"
	"fmt"
	"mime"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/exactjson"
)

// Media types of payloads.
const (
	// JSONType is the type of a payload that names none.
	JSONType = "application/json"
	// BytesType is the type of bytes that travel alone.
	BytesType = "application/octet-stream"
	// ProtobufType is the type of a protobuf message; the message's name follows as the parameter type.
	ProtobufType = "application/protobuf"
)

// Payload is a value as it travels: bytes with their type. As the only argument of an action, or as its whole result, it
// travels as it is.
type Payload struct {
	// MediaType is empty for JSON.
	MediaType string
	Data      []byte
}

// NewPayload makes the payload of a value: a []byte as raw bytes, a protobuf message in its own form, a Payload as it is, all else
// as JSON.
//
// Errors: ErrInvalidArguments for what JSON has no form for, such as NaN, infinities, functions, or text that is no UTF-8.
func NewPayload(value any) (Payload, error) {
	switch value := value.(type) {
	case Payload:
		return value, nil
	case []byte:
		return Payload{MediaType: BytesType, Data: value}, nil
	case proto.Message:
		data, err := proto.Marshal(value)
		if err != nil {
			return Payload{}, unencodable(err)
		}
		name := value.ProtoReflect().Descriptor().FullName()
		return Payload{MediaType: fmt.Sprintf("%s; type=%s", ProtobufType, name), Data: data}, nil
	}
	data, err := exactjson.Encode(value)
	if err != nil {
		return Payload{}, unencodable(err)
	}
	return Payload{Data: data}, nil
}

// Decode reads the payload into what the destination points to: a *[]byte takes raw bytes, a protobuf message one of its name,
// a *Payload whatever it is, all else JSON. Numbers of JSON that go into an interface become json.Number, which is exact.
// A nil destination takes nothing. No bytes at all are null.
//
// Errors: ErrInvalidArguments when it has another form than the destination.
func (p Payload) Decode(destination any) error {
	kind := p.baseType()
	switch destination := destination.(type) {
	case nil:
		return nil
	case *Payload:
		*destination = p
		return nil
	case *[]byte:
		if kind == BytesType {
			*destination = p.Data
			return nil
		}
	case *any:
		if kind == BytesType {
			*destination = p.Data
			return nil
		}
	case proto.Message:
		return p.decodeMessage(destination)
	}
	if kind != JSONType && !strings.HasSuffix(kind, "+json") {
		return invalidArguments("a payload of type %s does not fit %T; take it as a lyceum.Payload", p.MediaType, destination)
	}
	data := p.Data
	if len(data) == 0 {
		data = []byte("null")
	}
	if err := exactjson.Decode(data, destination); err != nil {
		return undecodable(err)
	}
	return nil
}

func (p Payload) decodeMessage(message proto.Message) error {
	wanted := string(message.ProtoReflect().Descriptor().FullName())
	kind, parameters, err := mime.ParseMediaType(p.MediaType)
	if named := parameters["type"]; err != nil || kind != ProtobufType || (named != "" && named != wanted) {
		return invalidArguments("a %s is wanted, this is %s", wanted, p.describeType())
	}
	if err := proto.Unmarshal(p.Data, message); err != nil {
		return undecodable(err)
	}
	return nil
}

func (p Payload) describeType() string {
	if p.MediaType == "" {
		return JSONType
	}
	return p.MediaType
}

// baseType is the media type without its parameters.
func (p Payload) baseType() string {
	base, _, _ := strings.Cut(p.describeType(), ";")
	return strings.ToLower(strings.TrimSpace(base))
}

func (p Payload) proto() *pb.Payload { return &pb.Payload{MediaType: p.MediaType, Data: p.Data} }

func unencodable(err error) error {
	return &Error{
		Reason: ErrInvalidArguments, Code: codes.InvalidArgument, Message: "the value cannot be sent: " + err.Error(), Cause: err,
	}
}

func undecodable(err error) error {
	return &Error{
		Reason: ErrInvalidArguments, Code: codes.InvalidArgument, Message: "the value cannot be read: " + err.Error(), Cause: err,
	}
}

// Named are arguments by name; as the last argument of a call they go beside those before.
type Named map[string]any

// encodeArguments makes the payload of an action's arguments.
func encodeArguments(args []any) (Payload, error) {
	var named Named
	if last := len(args) - 1; last >= 0 {
		if by, ok := args[last].(Named); ok {
			named, args = by, args[:last]
		}
	}
	if len(args) == 1 && len(named) == 0 && travelsAlone(args[0]) {
		return NewPayload(args[0])
	}
	if len(args) == 0 && len(named) == 0 {
		return Payload{}, nil
	}
	if len(named) == 0 {
		return NewPayload(args)
	}
	return NewPayload(map[string]any{"args": append([]any{}, args...), "kwargs": map[string]any(named)})
}

func travelsAlone(value any) bool {
	switch value.(type) {
	case []byte, Payload, proto.Message:
		return true
	}
	return false
}

// arguments are what came for an action: a payload alone, or values in order and by name.
type arguments struct {
	alone *Payload
	args  []json.RawMessage
	named map[string]json.RawMessage
}

func decodeArguments(payload Payload) (arguments, error) {
	if kind := payload.baseType(); kind != JSONType && !strings.HasSuffix(kind, "+json") {
		return arguments{alone: &payload}, nil
	}
	if len(payload.Data) == 0 {
		return arguments{}, nil
	}
	var read arguments
	if payload.Data[0] != '{' {
		if err := exactjson.Decode(payload.Data, &read.args); err != nil {
			return read, misformed(err)
		}
		return read, nil
	}
	parts := map[string]json.RawMessage{}
	if err := exactjson.Decode(payload.Data, &parts); err != nil {
		return read, misformed(err)
	}
	for name, part := range parts {
		var into any
		switch name {
		case "args":
			into = &read.args
		case "kwargs":
			into = &read.named
		default:
			return read, misformed(fmt.Errorf("there is something named %q", name))
		}
		if err := json.Unmarshal(part, into); err != nil {
			return read, misformed(err)
		}
	}
	return read, nil
}

func misformed(err error) error {
	return invalidArguments(`arguments must be {"args": [...], "kwargs": {...}}, or an array: %v`, err)
}
