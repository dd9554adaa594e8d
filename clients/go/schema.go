package lyceum

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const maxSchemaDepth = 8

// describe answers lyceum.describe: a DescribeResponse in its JSON form.
func (a *Agent) describe() (Payload, error) {
	told := &pb.DescribeResponse{Lineage: a.lineage, Doc: a.doc}
	for _, action := range a.actions {
		told.Actions = append(told.Actions, &pb.ActionDescription{
			Name: action.name, Doc: action.doc, Streaming: action.streaming, Redeliverable: action.redeliverable,
			ArgumentsSchema: textOf(action.binding.schema()), ResultSchema: textOf(schemaOfType(action.result, 0)),
		})
	}
	slices.SortFunc(told.Actions, func(one, other *pb.ActionDescription) int { return strings.Compare(one.Name, other.Name) })
	for _, loop := range a.loops {
		told.Loops = append(told.Loops, loop.name)
	}
	slices.Sort(told.Loops)
	data, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(told)
	return Payload{Data: data}, err
}

func textOf(schema map[string]any) string {
	if len(schema) == 0 {
		return ""
	}
	text, err := json.Marshal(schema)
	if err != nil {
		return ""
	}
	return string(text)
}

// schema is the JSON Schema of arguments by name; nil where they have no names.
func (b *binding) schema() map[string]any {
	if !b.byFields {
		return nil
	}
	properties, required := map[string]any{}, []string{}
	for _, parameter := range b.parameters {
		property := schemaOfType(parameter.kind, 0)
		if len(parameter.fallback) > 0 {
			property["default"] = parameter.fallback
		}
		properties[parameter.name] = property
		if !parameter.optional {
			required = append(required, parameter.name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// schemaOfType is the JSON Schema of a type, as encoding/json writes it; empty where it cannot be told.
func schemaOfType(kind reflect.Type, depth int) map[string]any {
	if kind == handleType || kind == entityType {
		return map[string]any{"type": "object", "title": "EntityId", "required": []string{"uid", "role"}}
	}
	own := kind.Implements(jsonUnmarshaler) || reflect.PointerTo(kind).Implements(jsonUnmarshaler)
	if own || kind == payloadType || depth > maxSchemaDepth {
		return map[string]any{}
	}
	if reflect.PointerTo(kind).Implements(textUnmarshaler) {
		return map[string]any{"type": "string"}
	}
	switch kind.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Pointer:
		return schemaOfType(kind.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		if kind.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "contentEncoding": "base64"}
		}
		return map[string]any{"type": "array", "items": schemaOfType(kind.Elem(), depth+1)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOfType(kind.Elem(), depth+1)}
	case reflect.Struct:
		return schemaOfStruct(kind, depth)
	default:
		return map[string]any{}
	}
}

func schemaOfStruct(kind reflect.Type, depth int) map[string]any {
	if kind == reflect.TypeFor[None]() {
		return map[string]any{"type": "null"}
	}
	properties := map[string]any{}
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		properties[name] = schemaOfType(field.Type, depth+1)
	}
	return map[string]any{"type": "object", "properties": properties}
}
