use serde::{Deserialize, Serialize};

/// Name of the action by which every agent tells what it can do.
pub(crate) const DESCRIBE_ACTION: &str = "lyceum.describe";

/// An action of an agent, as the agent tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ActionDescription {
    /// Its name.
    pub name: String,
    /// What it does, for people; may be empty.
    pub doc: String,
    /// JSON Schema of its arguments, as JSON text; empty means not told.
    pub arguments_schema: String,
    /// JSON Schema of its result, as JSON text; empty means not told.
    pub result_schema: String,
    /// Whether it streams partial results.
    pub streaming: bool,
    /// Whether it may run again after its host was lost.
    pub redeliverable: bool,
}

/// What an agent can do, as it tells itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// Its types, from its own to the most general.
    pub lineage: Vec<String>,
    /// What it is, for people; may be empty.
    pub doc: String,
    /// Its actions, by name.
    pub actions: Vec<ActionDescription>,
    /// Its control loops, timers and events, by name.
    pub loops: Vec<String>,
}
