use std::error::Error;
use std::fs;

use lyceum::EntityId;
use serde::Deserialize;

/// Whom to call.
#[derive(Deserialize)]
pub struct Targets {
    pub agent: EntityId,
    /// Language of its host.
    pub language: String,
    /// Kind to launch.
    pub kind: String,
    /// Agents of a relay, in their order.
    pub chain: Vec<EntityId>,
    /// Url of a server that refuses every call, and says when to come back.
    pub refusing: String,
}

impl Targets {
    pub fn read(path: &str) -> Result<Self, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }
}
