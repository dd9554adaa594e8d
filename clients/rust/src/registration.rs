use crate::entity::EntityId;
use crate::error::{Code, Error};
use crate::exchange::token_keeper::EntityToken;
use crate::proto;

/// An agent's id and types, made before it runs.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The agent.
    pub agent: EntityId,
    /// Its types, from its own to the most general.
    pub lineage: Vec<String>,
    pub(crate) token: EntityToken,
}

impl Registration {
    pub(crate) fn from_proto(registration: proto::Registration) -> Result<Self, Error> {
        let token = EntityToken::of(&registration);
        let agent = EntityId::from_proto(present(registration.entity, "entity")?);
        Ok(Self {
            agent,
            lineage: registration.lineage,
            token,
        })
    }
}

impl From<&Registration> for EntityId {
    fn from(registration: &Registration) -> Self {
        registration.agent.clone()
    }
}

/// What an answer of the server must have.
pub(crate) fn present<T>(value: Option<T>, what: &str) -> Result<T, Error> {
    value.ok_or_else(|| Error::of_code(Code::Internal, format!("the server's answer has no {what}")))
}

/// Makes a repeat of a call the same call.
pub(crate) fn request_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}
