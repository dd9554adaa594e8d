package lyceum

import (
	"cmp"
	"errors"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// RunState is how far a run is.
type RunState string

// The states of a run.
const (
	// RunQueued waits for a place on its executor.
	RunQueued RunState = "queued"
	// RunStarting waits for its host.
	RunStarting RunState = "starting"
	// RunRunning has its agent up.
	RunRunning RunState = "running"
	// RunStopping was asked to end.
	RunStopping RunState = "stopping"
	// RunBackingOff failed, and waits for its next attempt.
	RunBackingOff RunState = "backing_off"
	// RunEnded has an outcome.
	RunEnded RunState = "ended"
)

// Outcome is how a run, or an attempt of it, ended.
type Outcome string

// The outcomes; the empty one means that it has not ended.
const (
	Succeeded Outcome = "succeeded"
	// Failed is for its agent, its start or its host.
	Failed Outcome = "failed"
	// Killed is by close, after a stop's grace, or with its mailbox.
	Killed Outcome = "killed"
	// Lost means that its host is gone and how it ended cannot be known.
	Lost Outcome = "lost"
	// Interrupted is for attempts alone, which are made again and not counted.
	Interrupted Outcome = "interrupted"
)

// Attempt is one attempt of a run.
type Attempt struct {
	// Number is from 1.
	Number int
	// Start is when its host was asked for, Ready when the agent was up, End when it ended; zero where it did not come to it.
	Start, Ready, End time.Time
	Outcome           Outcome
	// Failure is nil where nothing failed.
	Failure *Failure
	// ExitCode is the host's; nil where there is none.
	ExitCode *int
}

// Run is one agent's life under a manager.
type Run struct {
	ID        string
	ManagerID string
	Agent     EntityID
	// Kind in the catalogue; empty where a program brought the agent itself.
	Kind     string
	Executor string
	State    RunState
	// Outcome is empty until it has ended.
	Outcome Outcome
	// Failure is why, for every outcome but Succeeded.
	Failure *Failure
	// Attempts are oldest first.
	Attempts []Attempt
	// MaxAttempts is how many count at most.
	MaxAttempts int
	// Created is when it was launched, Ended when it ended (zero until then).
	Created, Ended time.Time
	// Revision numbers its latest change, within its manager.
	Revision uint64
}

// Err is what the run failed with, as a *RunError; nil when it has not ended, or ended well.
func (r *Run) Err() error {
	if r.State != RunEnded || r.Outcome == Succeeded {
		return nil
	}
	return &RunError{Run: r}
}

// RunError is what a run failed with. Its cause, by errors.Unwrap, is the *AgentError of the agent or its host.
type RunError struct {
	Run *Run
}

// Error tells the agent and what it failed with.
func (e *RunError) Error() string {
	return e.Run.Agent.String() + " " + string(e.Run.Outcome) + ": " + e.Unwrap().Error()
}

// Unwrap is what went wrong in the agent or its host.
func (e *RunError) Unwrap() error {
	if e.Run.Failure == nil {
		return &AgentError{Failure{Type: "RunFailed", Message: "the run ended " + cmp.Or(string(e.Run.Outcome), "without an outcome")}}
	}
	return &AgentError{*e.Run.Failure}
}

// joinRunErrors makes one error of what runs failed with; nil when none did.
func joinRunErrors(runs []*Run) error {
	var failed []error
	for _, run := range runs {
		if err := run.Err(); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) == 1 {
		return failed[0]
	}
	return errors.Join(failed...)
}

var runStates = map[pb.RunState]RunState{
	pb.RunState_RUN_STATE_QUEUED:      RunQueued,
	pb.RunState_RUN_STATE_STARTING:    RunStarting,
	pb.RunState_RUN_STATE_RUNNING:     RunRunning,
	pb.RunState_RUN_STATE_STOPPING:    RunStopping,
	pb.RunState_RUN_STATE_BACKING_OFF: RunBackingOff,
	pb.RunState_RUN_STATE_ENDED:       RunEnded,
}

var outcomes = map[pb.Outcome]Outcome{
	pb.Outcome_OUTCOME_SUCCEEDED:   Succeeded,
	pb.Outcome_OUTCOME_FAILED:      Failed,
	pb.Outcome_OUTCOME_KILLED:      Killed,
	pb.Outcome_OUTCOME_LOST:        Lost,
	pb.Outcome_OUTCOME_INTERRUPTED: Interrupted,
}

func runOf(run *pb.Run) *Run {
	read := &Run{
		ID: run.GetRunId(), ManagerID: run.GetManagerId(), Agent: entityOf(run.GetAgent()), Kind: run.GetKind(),
		Executor: run.GetExecutor(), State: cmp.Or(runStates[run.GetState()], RunQueued), Outcome: outcomes[run.GetOutcome()],
		Failure: failureOfProto(run.GetFailure()), MaxAttempts: int(run.GetMaxAttempts()), Created: timeOf(run.GetCreateTime()),
		Ended: timeOf(run.GetEndTime()), Revision: run.GetRevision(),
	}
	for _, attempt := range run.GetAttempts() {
		read.Attempts = append(read.Attempts, attemptOf(attempt))
	}
	return read
}

func runsOf(runs []*pb.Run) []*Run {
	read := make([]*Run, len(runs))
	for i, run := range runs {
		read[i] = runOf(run)
	}
	return read
}

func attemptOf(attempt *pb.Attempt) Attempt {
	read := Attempt{
		Number: int(attempt.GetNumber()), Start: timeOf(attempt.GetStartTime()), Ready: timeOf(attempt.GetReadyTime()),
		End: timeOf(attempt.GetEndTime()), Outcome: outcomes[attempt.GetOutcome()], Failure: failureOfProto(attempt.GetFailure()),
	}
	if attempt.ExitCode != nil {
		code := int(attempt.GetExitCode())
		read.ExitCode = &code
	}
	return read
}

// timeOf reads a time; zero where there is none.
func timeOf(stamp *timestamppb.Timestamp) time.Time {
	if stamp == nil {
		return time.Time{}
	}
	return stamp.AsTime()
}
