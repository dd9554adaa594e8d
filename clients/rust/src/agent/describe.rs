use serde_json::{Map, Value, json};

use crate::agent::action::{Action, Parameter};
use crate::agent::definition::Agent;
use crate::description::{ActionDescription, Description};

/// What `lyceum.describe` answers.
pub(crate) fn describe(agent: &Agent) -> Description {
    Description {
        lineage: agent.lineage.clone(),
        doc: agent.doc.clone(),
        actions: agent.actions.values().map(describe_action).collect(),
        loops: agent.loops.keys().cloned().collect(),
    }
}

fn describe_action(action: &Action) -> ActionDescription {
    let schema = (!action.parameters.is_empty()).then(|| schema_of(&action.parameters).to_string());
    ActionDescription {
        name: action.name.clone(),
        doc: action.doc.clone(),
        arguments_schema: schema.unwrap_or_default(),
        result_schema: String::new(),
        streaming: action.streaming,
        redeliverable: action.redeliverable,
    }
}

/// JSON Schema of arguments by name.
fn schema_of(parameters: &[Parameter]) -> Value {
    let properties: Map<_, _> = parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), json!({})))
        .collect();
    let required: Vec<_> = parameters
        .iter()
        .filter(|one| !one.optional)
        .map(|one| one.name.clone())
        .collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
