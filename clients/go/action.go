package lyceum

import (
	"context"
	"reflect"
)

// None stands for no arguments, or no result.
type None struct{}

// action is something that an agent can be asked to do.
type action struct {
	name, doc     string
	streaming     bool
	redeliverable bool
	binding       *binding
	result        reflect.Type
	// code is where it is declared, for stacks.
	code uintptr
	// prepare decodes the arguments; what it returns runs the action.
	prepare func(arguments, *Client) (func(context.Context, *partSender) (Payload, error), error)
}

// ActionOption says more of an action: Doc, Redeliverable.
type ActionOption func(*action)

// Doc says what an action does, for people.
func Doc(text string) ActionOption {
	return func(a *action) { a.doc = text }
}

// Redeliverable says that an action may run again after its host was lost; one that is not redeliverable never runs twice.
func Redeliverable() ActionOption {
	return func(a *action) { a.redeliverable = true }
}

// Action declares an action: a function from its arguments to its result.
//
//	func(ctx context.Context, in In) (Out, error)
//
// In says what arguments it takes. A struct has a parameter for each exported field, in the order of the fields, named by
// its json tag; one with omitempty or omitzero, of a pointer type, or with a tag default:"..." (in JSON) may be left out. Any other type is that
// of the only parameter: a []byte, Payload or protobuf message takes what travels alone, and all else is JSON. A *Handle,
// []*Handle or map[string]*Handle is made of agents' ids. None means no arguments.
//
// The context is done when the caller cancels, when the deadline passes, and when the agent ends. An error fails the call;
// the caller gets its type, message, chain of causes (errors.Unwrap) and stack (WithStack). A panic fails the call, too.
func Action[In, Out any](name string, do func(context.Context, In) (Out, error), options ...ActionOption) Declaration {
	declared := &action{name: name, binding: bindingOf[In](), result: reflect.TypeFor[Out](), code: reflect.ValueOf(do).Pointer()}
	declared.prepare = func(arguments arguments, client *Client) (func(context.Context, *partSender) (Payload, error), error) {
		var in In
		if err := declared.binding.fill(&in, arguments, client); err != nil {
			return nil, err
		}
		return func(ctx context.Context, _ *partSender) (Payload, error) { return encodeResult(do(ctx, in)) }, nil
	}
	return declare(declared, options)
}

// StreamAction declares an action with partial results, which it sends by its emitter, ahead of its result; see Action.
//
//	func(ctx context.Context, in In, out *lyceum.Emitter[Part]) (Out, error)
func StreamAction[In, Part, Out any](
	name string, do func(context.Context, In, *Emitter[Part]) (Out, error), options ...ActionOption,
) Declaration {
	declared := &action{
		name: name, streaming: true, binding: bindingOf[In](), result: reflect.TypeFor[Out](), code: reflect.ValueOf(do).Pointer(),
	}
	declared.prepare = func(arguments arguments, client *Client) (func(context.Context, *partSender) (Payload, error), error) {
		var in In
		if err := declared.binding.fill(&in, arguments, client); err != nil {
			return nil, err
		}
		return func(ctx context.Context, parts *partSender) (Payload, error) {
			return encodeResult(do(ctx, in, &Emitter[Part]{ctx, parts}))
		}, nil
	}
	return declare(declared, options)
}

func declare(declared *action, options []ActionOption) Declaration {
	for _, option := range options {
		option(declared)
	}
	return func(agent *Agent) {
		name := declared.name
		if agent.actions[name] != nil || name == "" || name == describeAction {
			agent.problem("action %q needs a name of its own", name)
		}
		for _, problem := range declared.binding.problems {
			agent.problem("action %q: %s", name, problem)
		}
		agent.actions[name] = declared
	}
}

// resultError says that a result cannot be sent.
type resultError struct{ error }

func (e resultError) Unwrap() error { return e.error }

func encodeResult[Out any](result Out, err error) (Payload, error) {
	if err != nil {
		return Payload{}, err
	}
	if _, none := any(result).(None); none {
		return Payload{}, nil
	}
	payload, err := NewPayload(result)
	if err != nil {
		return Payload{}, resultError{err}
	}
	return payload, nil
}

// Emitter sends the partial results of a streaming action.
type Emitter[P any] struct {
	ctx   context.Context
	parts *partSender
}

// Send sends a partial result; it returns when there is room for the next, so that a stream goes no faster than it is read.
// An error says that the action should end: its context is done, the part cannot be sent, or the exchange refuses it.
func (e *Emitter[P]) Send(part P) error {
	payload, err := NewPayload(part)
	if err != nil {
		return err
	}
	return e.parts.send(e.ctx, payload)
}
