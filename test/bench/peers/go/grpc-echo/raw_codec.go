package main

import (
	"fmt"

	"google.golang.org/grpc/mem"
)

// rawCodec passes bytes on as they are.
type rawCodec struct{}

func (rawCodec) Marshal(value any) (mem.BufferSlice, error) {
	body, ok := value.([]byte)
	if !ok {
		return nil, fmt.Errorf("not bytes: %T", value)
	}
	return mem.BufferSlice{mem.SliceBuffer(body)}, nil
}

func (rawCodec) Unmarshal(data mem.BufferSlice, value any) error {
	body, ok := value.(*[]byte)
	if !ok {
		return fmt.Errorf("no place for bytes: %T", value)
	}
	*body = data.Materialize()
	return nil
}

func (rawCodec) Name() string { return "raw" }
