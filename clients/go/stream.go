package lyceum

import (
	"context"
	"iter"
	"sync/atomic"
)

// Stream is a call of a streaming action: its partial results, and then its result. Close it, or cancel its context, to leave
// it before its end; the action is cancelled then.
type Stream struct {
	ctx    context.Context
	cancel context.CancelFunc
	reply  *reply
	err    error
	read   atomic.Bool
}

// Stream calls a streaming action. The stream goes no faster than it is read. Arguments and errors are as of Call; errors of
// sending are told where the stream is read.
func (h *Handle) Stream(ctx context.Context, action string, args ...any) *Stream {
	ctx, cancelLimit := h.limited(ctx)
	s := &Stream{}
	var stop context.CancelFunc
	s.ctx, stop = context.WithCancel(ctx)
	s.cancel = func() { stop(); cancelLimit() }
	s.reply, s.err = h.act(s.ctx, action, args, true)
	if s.err != nil {
		s.cancel()
		return s
	}
	context.AfterFunc(s.ctx, func() { s.reply.cancel(errorOfContext(s.ctx)) })
	return s
}

// Payloads are the partial results, in order, as they come. They can be read once. An error ends them: ErrStreamBroken when
// parts were lost, or the stream began again on another host after some were read; else what the call failed with. Leaving the loop
// early cancels the call.
func (s *Stream) Payloads() iter.Seq2[Payload, error] {
	return func(yield func(Payload, error) bool) {
		if s.err != nil {
			yield(Payload{}, s.err)
			return
		}
		if s.read.Swap(true) {
			yield(Payload{}, fault(ErrInvalidState, 0, "the parts of a stream can be read once, before its result"))
			return
		}
		parts := s.reply.parts
		for {
			part, ok, over, err := parts.take()
			switch {
			case ok:
				if !yield(part, nil) {
					s.Close()
					return
				}
			case over:
				s.cancel()
				if err != nil {
					s.reply.cancel(err)
					yield(Payload{}, err)
				}
				return
			default:
				<-parts.wake
			}
		}
	}
}

// Parts are the partial results of a stream, decoded; see Stream.Payloads.
//
//	for n, err := range lyceum.Parts[int](handle.Stream(ctx, "countdown", 3)) { ... }
func Parts[P any](stream *Stream) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		for payload, err := range stream.Payloads() {
			var part P
			if err == nil {
				err = payload.Decode(&part)
			}
			if !yield(part, err) || err != nil {
				return
			}
		}
	}
}

// Result waits for the end and decodes the result into what the destination points to. Partial results that were not read are
// left out.
func (s *Stream) Result(destination any) error {
	if s.err != nil {
		return s.err
	}
	s.read.Store(true)
	s.reply.parts.drop()
	result, err := s.reply.wait(s.ctx)
	s.cancel()
	if err != nil {
		return err
	}
	return result.Decode(destination)
}

// Close leaves the stream; the call is cancelled, unless it has ended. Idempotent.
func (s *Stream) Close() {
	if s.err == nil {
		s.reply.cancel(closedError("the stream was closed before its end"))
	}
	s.cancel()
}
