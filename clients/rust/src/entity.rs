use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::proto;

/// What kind of entity an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A program with actions; it answers requests.
    #[serde(alias = "ROLE_AGENT")]
    Agent,
    /// A client; it sends requests and receives answers.
    #[serde(alias = "ROLE_USER")]
    User,
}

/// Names an agent or a user; equal by role and uid. A plain value that travels as `{"uid", "role", "name"}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntityId {
    /// Unique within namespace and role.
    pub uid: String,
    /// Agent or user.
    pub role: Role,
    /// For people; empty means none.
    #[serde(default)]
    pub name: String,
}

impl EntityId {
    /// Names an agent by its uid.
    pub fn agent(uid: impl Into<String>) -> Self {
        Self {
            uid: uid.into(),
            role: Role::Agent,
            name: String::new(),
        }
    }

    pub(crate) fn to_proto(&self) -> proto::EntityId {
        let role = match self.role {
            Role::Agent => proto::Role::Agent,
            Role::User => proto::Role::User,
        };
        proto::EntityId {
            uid: self.uid.clone(),
            role: role as i32,
            name: self.name.clone(),
        }
    }

    pub(crate) fn from_proto(id: proto::EntityId) -> Self {
        let role = if id.role == proto::Role::User as i32 {
            Role::User
        } else {
            Role::Agent
        };
        Self {
            uid: id.uid,
            role,
            name: id.name,
        }
    }
}

impl PartialEq for EntityId {
    fn eq(&self, other: &Self) -> bool {
        self.uid == other.uid && self.role == other.role
    }
}

impl Eq for EntityId {}

impl Hash for EntityId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uid.hash(state);
        self.role.hash(state);
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            Role::Agent => "agent",
            Role::User => "user",
        };
        if self.name.is_empty() {
            write!(out, "{role} {}", self.uid)
        } else {
            write!(out, "{role} {} ({})", self.name, self.uid)
        }
    }
}

impl From<&EntityId> for EntityId {
    fn from(id: &EntityId) -> Self {
        id.clone()
    }
}
