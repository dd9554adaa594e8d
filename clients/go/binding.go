package lyceum

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lyceum-agents/lyceum/clients/go/internal/exactjson"
)

// binding says how arguments become a value of a type: by its fields, or as a whole.
type binding struct {
	kind reflect.Type
	// parameters are those of a struct, in order; nil where the whole value is the only parameter.
	parameters []parameter
	byFields   bool
	problems   []string
}

// parameter is a field that an argument goes to.
type parameter struct {
	name     string
	index    int
	kind     reflect.Type
	optional bool
	fallback json.RawMessage
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	protoMessage    = reflect.TypeFor[proto.Message]()
	handleType      = reflect.TypeFor[*Handle]()
	payloadType     = reflect.TypeFor[Payload]()
	entityType      = reflect.TypeFor[EntityID]()
)

func bindingOf[In any]() *binding {
	kind := reflect.TypeFor[In]()
	b := &binding{kind: kind}
	pointer := reflect.PointerTo(kind)
	if kind.Kind() != reflect.Struct || kind == payloadType || pointer.Implements(jsonUnmarshaler) || pointer.Implements(textUnmarshaler) {
		return b
	}
	b.byFields = true
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || (name == "-" && options == "") {
			continue
		}
		if name == "" {
			name = field.Name
		}
		fallback, has := field.Tag.Lookup("default")
		if has && json.Unmarshal([]byte(fallback), reflect.New(field.Type).Interface()) != nil {
			b.problems = append(b.problems, fmt.Sprintf("the default of %q must be JSON of a %s, not %s", name, field.Type, fallback))
		}
		isHandle := field.Type == handleType
		optional := has || strings.Contains(options, "omit") || (field.Type.Kind() == reflect.Pointer && !isHandle)
		b.parameters = append(b.parameters, parameter{name, i, field.Type, optional, json.RawMessage(fallback)})
	}
	return b
}

// fill puts arguments into what the destination points to, a value of the binding's type.
func (b *binding) fill(destination any, given arguments, client *Client) error {
	value := reflect.ValueOf(destination).Elem()
	if b.byFields {
		return b.fillFields(value, given, client)
	}
	if given.alone != nil {
		return fillAlone(value, *given.alone)
	}
	if len(given.named) > 0 {
		return invalidArguments("it takes its argument by place, not by name")
	}
	if len(given.args) != 1 {
		return invalidArguments("%d arguments were given, it takes one", len(given.args))
	}
	return fillValue(value, given.args[0], client)
}

func (b *binding) fillFields(value reflect.Value, given arguments, client *Client) error {
	if given.alone != nil {
		return invalidArguments("it takes JSON, not %s", given.alone.MediaType)
	}
	if len(given.args) > len(b.parameters) {
		return invalidArguments("%d arguments were given, it takes %d", len(given.args), len(b.parameters))
	}
	used := 0
	for i, parameter := range b.parameters {
		raw, byName := given.named[parameter.name]
		if byName {
			used++
		}
		switch {
		case i < len(given.args) && byName:
			return invalidArguments("%q was given twice", parameter.name)
		case i < len(given.args):
			raw = given.args[i]
		case !byName && !parameter.optional:
			return invalidArguments("%q is missing", parameter.name)
		case !byName:
			raw = parameter.fallback
		}
		if len(raw) == 0 {
			continue
		}
		if err := fillValue(value.Field(parameter.index), raw, client); err != nil {
			return invalidArguments("%q: %v", parameter.name, err)
		}
	}
	if used < len(given.named) {
		return b.unknown(given.named)
	}
	return nil
}

func (b *binding) unknown(named map[string]json.RawMessage) error {
	names := make([]string, len(b.parameters))
	for i, parameter := range b.parameters {
		names[i] = parameter.name
		delete(named, parameter.name)
	}
	for name := range named {
		return invalidArguments("it has no parameter %q; its parameters are: %s", name, strings.Join(names, ", "))
	}
	return nil
}

// fillAlone puts what travels alone into a value.
func fillAlone(value reflect.Value, payload Payload) error {
	if value.Type().Implements(protoMessage) {
		value.Set(reflect.New(value.Type().Elem()))
		return payload.Decode(value.Interface())
	}
	return payload.Decode(value.Addr().Interface())
}

// fillValue puts a JSON value into a value; ids become handles where these are wanted.
func fillValue(value reflect.Value, raw json.RawMessage, client *Client) error {
	kind := value.Type()
	switch {
	case kind == handleType:
		var id EntityID
		if err := exactjson.Decode(raw, &id); err != nil {
			return undecodable(err)
		}
		value.Set(reflect.ValueOf(client.Handle(id)))
		return nil
	case kind.Kind() == reflect.Slice && kind.Elem() == handleType:
		var raws []json.RawMessage
		if err := exactjson.Decode(raw, &raws); err != nil {
			return undecodable(err)
		}
		value.Set(reflect.MakeSlice(kind, len(raws), len(raws)))
		for i, raw := range raws {
			if err := fillValue(value.Index(i), raw, client); err != nil {
				return err
			}
		}
		return nil
	case kind.Kind() == reflect.Map && kind.Elem() == handleType && kind.Key().Kind() == reflect.String:
		var raws map[string]json.RawMessage
		if err := exactjson.Decode(raw, &raws); err != nil {
			return undecodable(err)
		}
		value.Set(reflect.MakeMap(kind))
		for name, raw := range raws {
			handle := reflect.New(handleType).Elem()
			if err := fillValue(handle, raw, client); err != nil {
				return err
			}
			value.SetMapIndex(reflect.ValueOf(name).Convert(kind.Key()), handle)
		}
		return nil
	}
	if err := exactjson.Decode(raw, value.Addr().Interface()); err != nil {
		return undecodable(err)
	}
	return nil
}
