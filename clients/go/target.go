package lyceum

import pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"

// Target is a run, or an agent, which means its latest run: an EntityID, a *Handle, a Registration, a *Launched or a *Run.
type Target interface {
	target() *pb.RunTarget
}

func (id EntityID) target() *pb.RunTarget {
	return &pb.RunTarget{Target: &pb.RunTarget_Agent{Agent: id.proto()}}
}

func (h *Handle) target() *pb.RunTarget { return h.agent.target() }

func (r Registration) target() *pb.RunTarget { return r.Agent.target() }

func (l *Launched) target() *pb.RunTarget { return l.Run.target() }

func (r *Run) target() *pb.RunTarget {
	return &pb.RunTarget{Target: &pb.RunTarget_RunId{RunId: r.ID}}
}
