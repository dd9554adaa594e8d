package lyceum

import (
	"errors"
	"runtime/debug"
)

var errGoexit = errors.New("the code ended its goroutine, by runtime.Goexit, before it returned")

// guarded runs code of an agent: a panic is the error that it fails with.
func guarded[T any](code func() (T, error)) (result T, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = panicked{value, string(debug.Stack())}
		}
	}()
	return code()
}

// isolated runs code of an agent as guarded does, in a goroutine of its own, which the code may end.
func isolated(code func() error) error {
	err := errGoexit
	over := make(chan struct{})
	go func() {
		defer close(over)
		_, err = guarded(func() (None, error) { return None{}, code() })
	}()
	<-over
	return err
}
