package lyceum

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unicode/utf8"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

const (
	language   = "go"
	maxMessage = 8 << 10
	maxStack   = 32 << 10
	maxCauses  = 8
)

// Failure is what went wrong inside an agent or its host, in any language: data.
type Failure struct {
	// Type names the error's class or kind, as its language has it.
	Type    string
	Message string
	// Stack is in the language's own format; empty means none.
	Stack string
	// NonRetryable says that running again cannot help.
	NonRetryable bool
	// Cause is what led to it; nil means nothing else did.
	Cause *Failure
	// Language of the program that failed; empty for failures that the server states.
	Language string
}

// AgentError is what went wrong inside an agent, in any language. Its cause, by errors.Unwrap, is the remote cause: an
// *AgentError, too. errors.As gives it as an *Error as well.
type AgentError struct {
	Failure Failure
}

// Error tells the remote message, with its type.
func (e *AgentError) Error() string {
	return fmt.Sprintf("%s: %s", cmp.Or(e.Failure.Type, "failure"), e.Failure.Message)
}

// Unwrap is the remote cause.
func (e *AgentError) Unwrap() error {
	if e.Failure.Cause == nil {
		return nil
	}
	return &AgentError{Failure: *e.Failure.Cause}
}

// As makes it an *Error, which every error of this package can be.
func (e *AgentError) As(target any) bool {
	root, ok := target.(**Error)
	if ok {
		*root = &Error{Code: codes.Unknown, Message: e.Error(), Cause: e}
	}
	return ok
}

// NonRetryable marks an error: a manager does not run the agent again after it.
func NonRetryable(err error) error { return nonRetryable{err} }

type nonRetryable struct{ error }

func (n nonRetryable) Unwrap() error { return n.error }

// WithStack gives an error the stack of where it is called, for whoever gets it from an agent. An action's error without
// one tells no more than the action's function.
func WithStack(err error) error {
	if err == nil {
		return nil
	}
	var counters [32]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(2, counters[:])])
	var text strings.Builder
	for {
		frame, more := frames.Next()
		fmt.Fprintf(&text, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
		if !more {
			return stacked{err, text.String()}
		}
	}
}

type stacked struct {
	error
	stack string
}

func (s stacked) Unwrap() error { return s.error }

// panicked is a panic of an agent's code.
type panicked struct {
	value any
	stack string
}

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (p panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// failureOf describes an error so that it can travel. An *AgentError that came from another agent stays what it was.
func failureOf(err error) *Failure { return failureAt(err, 0) }

func failureAt(err error, depth int) *Failure {
	failure := &Failure{Message: clip(err.Error(), maxMessage), Language: language}
	for {
		switch marked := err.(type) {
		case *AgentError:
			told := marked.Failure
			told.NonRetryable = told.NonRetryable || failure.NonRetryable
			return &told
		case nonRetryable:
			failure.NonRetryable = true
			err = marked.error
			continue
		case stacked:
			failure.Stack = clip(marked.stack, maxStack)
			err = marked.error
			continue
		case panicked:
			failure.Stack = clip(marked.stack, maxStack)
		}
		break
	}
	failure.Type = typeOf(err)
	if cause := causeOf(err); cause != nil && depth+1 < maxCauses {
		failure.Cause = failureAt(cause, depth+1)
		failure.NonRetryable = failure.NonRetryable || isNonRetryable(cause)
		if depth == 0 && failure.Stack == "" {
			failure.Stack = failure.Cause.deepestStack()
		}
	}
	return failure
}

func (f *Failure) deepestStack() string {
	for ; f != nil && f.Language == language; f = f.Cause {
		if f.Stack != "" {
			return f.Stack
		}
	}
	return ""
}

func isNonRetryable(err error) bool {
	var marked nonRetryable
	return errors.As(err, &marked)
}

func causeOf(err error) error {
	if cause := errors.Unwrap(err); cause != nil {
		return cause
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, cause := range several.Unwrap() {
			if cause != nil {
				return cause
			}
		}
	}
	return nil
}

// typeOf is the name that tells most: that of the type, or of the reason.
func typeOf(err error) string {
	switch err := err.(type) {
	case panicked:
		return "panic"
	case *Error:
		if err.Reason != "" {
			return string(err.Reason)
		}
	}
	name := strings.TrimLeft(reflect.TypeOf(err).String(), "*")
	switch name {
	case "errors.errorString", "fmt.wrapError", "fmt.wrapErrors", "errors.joinError":
		return "error"
	}
	return name
}

// failedStep says that a step failed because of an error: the step's name is the type, the error the cause.
func failedStep(step, what string, err error) *Failure {
	cause := failureAt(err, 1)
	return &Failure{
		Type: step, Message: clip(what+": "+cause.Message, maxMessage), Stack: cause.Stack,
		NonRetryable: cause.NonRetryable, Cause: cause, Language: language,
	}
}

// joinFailures makes one failure of several; one stays itself.
func joinFailures(failures []*Failure) *Failure {
	if len(failures) == 0 {
		return nil
	}
	if len(failures) == 1 {
		return failures[0]
	}
	first := failures[0]
	joined := &Failure{Type: "errors.Join", Stack: first.Stack, Cause: first, Language: language}
	messages := make([]string, len(failures))
	for i, failure := range failures {
		messages[i] = failure.Type + ": " + failure.Message
		joined.NonRetryable = joined.NonRetryable || failure.NonRetryable
	}
	joined.Message = clip(fmt.Sprintf("%d failures: %s", len(failures), strings.Join(messages, "; ")), maxMessage)
	return joined
}

// clip makes a text that can travel: UTF-8, and not too long.
func clip(text string, bytes int) string {
	if len(text) > bytes {
		for bytes > 0 && !utf8.RuneStart(text[bytes]) {
			bytes--
		}
		text = text[:bytes]
	}
	return strings.ToValidUTF8(text, "?")
}

func (f *Failure) proto() *pb.Failure {
	if f == nil {
		return nil
	}
	return &pb.Failure{
		Type: clip(f.Type, maxMessage), Message: clip(f.Message, maxMessage), Stack: clip(f.Stack, maxStack),
		NonRetryable: f.NonRetryable, Cause: f.Cause.proto(), Language: f.Language,
	}
}

func failureOfProto(failure *pb.Failure) *Failure {
	if failure == nil {
		return nil
	}
	return &Failure{
		Type: failure.GetType(), Message: failure.GetMessage(), Stack: failure.GetStack(),
		NonRetryable: failure.GetNonRetryable(), Cause: failureOfProto(failure.GetCause()), Language: failure.GetLanguage(),
	}
}

// sourceOf tells where a function is, in the form of a stack.
func sourceOf(code uintptr) string {
	function := runtime.FuncForPC(code)
	if function == nil {
		return ""
	}
	file, line := function.FileLine(code)
	return fmt.Sprintf("%s\n\t%s:%d\n", function.Name(), file, line)
}
