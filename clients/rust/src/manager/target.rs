use crate::entity::EntityId;
use crate::handle::Handle;
use crate::manager::run::Run;
use crate::proto;
use crate::registration::Registration;

/// A run, or an agent, which means its latest run under the manager.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A run, by its id.
    Run(String),
    /// An agent.
    Agent(EntityId),
}

impl Target {
    pub(crate) fn to_proto(&self) -> proto::RunTarget {
        use proto::run_target::Target as Proto;
        let target = match self {
            Self::Run(run_id) => Proto::RunId(run_id.clone()),
            Self::Agent(agent) => Proto::Agent(agent.to_proto()),
        };
        proto::RunTarget { target: Some(target) }
    }
}

impl From<&Run> for Target {
    fn from(run: &Run) -> Self {
        Self::Run(run.run_id.clone())
    }
}

impl From<&Handle> for Target {
    fn from(handle: &Handle) -> Self {
        Self::Agent(handle.id().clone())
    }
}

impl From<&Registration> for Target {
    fn from(registration: &Registration) -> Self {
        Self::Agent(registration.agent.clone())
    }
}

impl From<&EntityId> for Target {
    fn from(agent: &EntityId) -> Self {
        Self::Agent(agent.clone())
    }
}

impl From<EntityId> for Target {
    fn from(agent: EntityId) -> Self {
        Self::Agent(agent)
    }
}
