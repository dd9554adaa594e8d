package main

import (
	"encoding/json"
	"math/big"
	"reflect"
)

// equal tells whether two values that were decoded from JSON are the same; numbers are compared exactly.
func equal(one, other any) bool {
	switch one := one.(type) {
	case []any:
		list, ok := other.([]any)
		if !ok || len(list) != len(one) {
			return false
		}
		for i := range one {
			if !equal(one[i], list[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		object, ok := other.(map[string]any)
		if !ok || len(object) != len(one) {
			return false
		}
		for name, item := range one {
			same, has := object[name]
			if !has || !equal(item, same) {
				return false
			}
		}
		return true
	case json.Number:
		number, ok := other.(json.Number)
		return ok && sameNumber(one, number)
	default:
		return reflect.DeepEqual(one, other)
	}
}

func sameNumber(one, other json.Number) bool {
	a, okA := new(big.Rat).SetString(one.String())
	b, okB := new(big.Rat).SetString(other.String())
	return okA && okB && a.Cmp(b) == 0
}
