package lyceum

import (
	"context"
	"errors"
	"fmt"
	"slices"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
	"github.com/lyceum-agents/lyceum/clients/go/internal/session"
)

// prepare finds the action that a request names and decodes its arguments; a refusal answers the request instead.
func (a *actions) prepare(held *session.Held) (*running, *pb.Envelope) {
	request := held.Envelope
	name := request.GetAction()
	declared := a.agent.actions[name]
	if name == describeAction {
		declared = &action{name: name, redeliverable: true}
	}
	if declared == nil {
		return nil, refused(pb.AnswerStatus_ANSWER_STATUS_ACTION_NOT_FOUND, "ActionNotFound", fmt.Sprintf(
			"%s does not have an action named %q; ask it by %s what it has", a.agent.lineage[0], name, describeAction))
	}
	payload := Payload{MediaType: request.GetMediaType(), Data: request.GetBody()}
	if len(payload.Data) > 0 && !slices.Contains(a.allowed, payload.baseType()) {
		return nil, refused(pb.AnswerStatus_ANSWER_STATUS_INVALID_ARGUMENTS, "MediaTypeNotAllowed", fmt.Sprintf(
			"the agent does not accept arguments of type %s, but %v", payload.describeType(), a.allowed))
	}
	r := newRunning(a.home, held, declared)
	if name == describeAction {
		r.run = func(context.Context, *partSender) (Payload, error) { return a.agent.describe() }
		return r, nil
	}
	run, err := guarded(func() (func(context.Context, *partSender) (Payload, error), error) {
		arguments, err := decodeArguments(payload)
		if err != nil {
			return nil, err
		}
		return declared.prepare(arguments, a.home.client)
	})
	if err != nil {
		r.cancel(nil)
		message := fmt.Sprintf("arguments of %s: %s", name, plainMessage(err))
		return nil, refused(pb.AnswerStatus_ANSWER_STATUS_INVALID_ARGUMENTS, "InvalidArguments", message)
	}
	r.run = run
	return r, nil
}

// plainMessage is the message of an error without the marks of this package.
func plainMessage(err error) string {
	var own *Error
	if errors.As(err, &own) {
		return own.Message
	}
	return err.Error()
}

func refused(status pb.AnswerStatus, kind, message string) *pb.Envelope {
	failure := &Failure{Type: kind, Message: message, NonRetryable: true, Language: language}
	return &pb.Envelope{Status: status, Failure: failure.proto()}
}

func cancelledAnswer(message string) *pb.Envelope {
	failure := &pb.Failure{Type: "Cancelled", Message: message, Language: language}
	return &pb.Envelope{Status: pb.AnswerStatus_ANSWER_STATUS_CANCELLED, Failure: failure}
}
