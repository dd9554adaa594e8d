// Package exactjson writes and reads JSON that loses nothing: integers stay exact, and what JSON has no form for is refused
// where encoding/json would put something else in its place.
package exactjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unicode/utf8"
)

const maxDepth = 1000

var errSurrogate = errors.New("text with a lone surrogate or bytes that are no UTF-8 cannot be sent")

// Encode writes a value as encoding/json does, without escaping HTML. It refuses NaN, infinities, and text that is no UTF-8.
func Encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	encoded := bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	if err := checkText(encoded); err != nil {
		return nil, err
	}
	// encoding/json writes this escape for bytes that are no UTF-8; a program's own MarshalJSON may, for the very character.
	if bytes.Contains(encoded, []byte(`\ufffd`)) && hasBrokenText(reflect.ValueOf(value), 0) {
		return nil, errSurrogate
	}
	return encoded, nil
}

// Decode reads JSON into what the destination points to. Numbers that go into an interface become json.Number, which is
// exact. It refuses what is no UTF-8, and anything after the value.
func Decode(data []byte, destination any) error {
	if err := checkText(data); err != nil {
		return err
	}
	switch destination.(type) {
	case *string, *bool, *int, *int64, *float64, *[]json.RawMessage, *json.RawMessage:
		// These have no numbers whose form is open, and a decoder costs a multiple.
		return json.Unmarshal(data, destination)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(destination); err != nil {
		return err
	}
	if decoder.More() {
		return fmt.Errorf("there is something after the JSON value, at byte %d", decoder.InputOffset())
	}
	return nil
}

// checkText refuses JSON that has bytes which are no UTF-8, or escapes of lone surrogates.
func checkText(encoded []byte) error {
	if !utf8.Valid(encoded) {
		return errSurrogate
	}
	for i := 0; i < len(encoded); {
		next := bytes.IndexByte(encoded[i:], '\\')
		if next < 0 {
			return nil
		}
		i += next
		unit, ok := escapedUnit(encoded[i:])
		switch {
		case !ok:
			i += 2
		case unit >= 0xdc00 && unit < 0xe000:
			return errSurrogate
		case unit >= 0xd800 && unit < 0xdc00:
			low, ok := escapedUnit(encoded[i+6:])
			if !ok || low < 0xdc00 || low >= 0xe000 {
				return errSurrogate
			}
			i += 12
		default:
			i += 6
		}
	}
	return nil
}

// escapedUnit reads the \uXXXX at the start, if there is one.
func escapedUnit(text []byte) (unit int, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	for _, digit := range text[2:6] {
		unit <<= 4
		switch {
		case digit >= '0' && digit <= '9':
			unit |= int(digit - '0')
		case digit|0x20 >= 'a' && digit|0x20 <= 'f':
			unit |= int(digit|0x20-'a') + 10
		default:
			return 0, false
		}
	}
	return unit, true
}

// hasBrokenText looks for text that is no UTF-8 in a value. Types with a form of their own answer for it themselves.
func hasBrokenText(value reflect.Value, depth int) bool {
	if !value.IsValid() || depth > maxDepth {
		return false
	}
	if value.CanInterface() {
		if _, own := value.Interface().(json.Marshaler); own {
			return false
		}
	}
	switch value.Kind() {
	case reflect.String:
		return !utf8.ValidString(value.String())
	case reflect.Pointer, reflect.Interface:
		return !value.IsNil() && hasBrokenText(value.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			if hasBrokenText(value.Index(i), depth+1) {
				return true
			}
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			if hasBrokenText(entries.Key(), depth+1) || hasBrokenText(entries.Value(), depth+1) {
				return true
			}
		}
	case reflect.Struct:
		for i := range value.NumField() {
			field := value.Type().Field(i)
			if (field.IsExported() || field.Anonymous) && hasBrokenText(value.Field(i), depth+1) {
				return true
			}
		}
	}
	return false
}
