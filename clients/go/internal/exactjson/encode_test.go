package exactjson

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"
)

func TestEncode(t *testing.T) {
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"a large integer":         {int64(9007199254740993), "9007199254740993"},
		"a huge integer":          {huge, "123456789012345678901234567890"},
		"an exact number":         {json.Number("0.1234567890123456789"), "0.1234567890123456789"},
		"HTML as it is":           {"<a&b>", `"<a&b>"`},
		"the replacement itself":  {"\ufffd", "\"\ufffd\""},
		"its escape in raw JSON":  {json.RawMessage(`"\ufffd"`), `"\ufffd"`},
		"a pair of surrogates":    {json.RawMessage(`"\ud83d\ude80"`), `"\ud83d\ude80"`},
		"a backslash before text": {`\ud800`, `"\\ud800"`},
		"nothing":                 {nil, "null"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Encode(c.value)
			if err != nil || string(got) != c.want {
				t.Errorf("it became %s, %v", got, err)
			}
		})
	}
}

type wrapped struct{ Text string }

func TestEncodeRefuses(t *testing.T) {
	type outer struct{ wrapped }
	for name, value := range map[string]any{
		"NaN":                        math.NaN(),
		"an infinity":                []any{1, math.Inf(-1)},
		"a function":                 func() {},
		"bytes that are no UTF-8":    "a\xffb",
		"them in a key":              map[string]int{"\xed\xa0\x80": 1},
		"them in a struct":           &wrapped{"\xff"},
		"them in an embedded struct": outer{wrapped{"\xff"}},
		"a lone high surrogate":      json.RawMessage(`["\ud800x"]`),
		"a lone low surrogate":       json.RawMessage(`"\udc00"`),
		"two high surrogates":        json.RawMessage(`"\ud800\ud800"`),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Encode(value); err == nil {
				t.Errorf("it became %s", got)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	var value any
	if err := Decode([]byte(`[123456789012345678901234567890]`), &value); err != nil {
		t.Fatal(err)
	}
	if number := value.([]any)[0]; number != json.Number("123456789012345678901234567890") {
		t.Errorf("the number became %v", number)
	}
	for _, text := range []string{"", "1 2", "{", "\"\xff\"", `"\ud800"`} {
		if err := Decode([]byte(text), &value); err == nil {
			t.Errorf("%q was read as %v", text, value)
		}
	}
}

func TestDecodeOfText(t *testing.T) {
	var value string
	if err := Decode([]byte(` "\ud83d\ude00" `), &value); err != nil || value != "😀" {
		t.Errorf("it became %q: %v", value, err)
	}
	for _, text := range []string{"", "1", `"a" "b"`, `"a"]`, `"a`, "\"\xff\"", `"\ud800"`} {
		if err := Decode([]byte(text), &value); err == nil {
			t.Errorf("%s was read as %q", text, value)
		}
	}
}
