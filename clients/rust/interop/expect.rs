use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lyceum::{Error, ErrorKind, Failure, Payload};
use serde_json::Value;

/// What a case came to.
pub type Verdict = Result<(), String>;

/// Holds a result against what is expected.
pub fn result(expected: &Value, outcome: Result<Payload, Error>, language: &str) -> Verdict {
    let payload = match outcome {
        Ok(payload) => payload,
        Err(error) => return self::error(expected, &error, language),
    };
    if let Some(bytes) = expected.get("bytes").and_then(Value::as_str) {
        let got = STANDARD.encode(&payload.data);
        let raw = payload.media_type == lyceum::BYTES_TYPE;
        return holds(raw && got == bytes, || {
            format!("got {got} as {:?}, not raw {bytes}", payload.media_type)
        });
    }
    if let Some(value) = expected.get("result") {
        let got: Value = payload.read().map_err(|error| error.to_string())?;
        return holds(same(&got, value), || {
            format!("got {}, not {}", short(&got), short(value))
        });
    }
    Err(format!(
        "it went well, which was not expected; got {} bytes",
        payload.data.len()
    ))
}

/// Holds an error against what is expected.
pub fn error(expected: &Value, error: &Error, language: &str) -> Verdict {
    if let Some(failure) = expected.get("failure") {
        let Some(told) = error.failure() else {
            return Err(format!("no failure of the agent: {error:?}"));
        };
        return self::failure(failure, told, language);
    }
    let Some(reason) = expected.get("error").and_then(Value::as_str) else {
        return Err(format!("failed with {error:?}"));
    };
    holds(error.reason() == reason, || {
        format!("failed with {:?}, not {reason:?}: {error}", error.reason())
    })?;
    let local = expected.get("local") == Some(&Value::Bool(true));
    holds(!local || error.kind() == ErrorKind::Serialization, || {
        format!("it was sent: {error:?}")
    })
}

fn failure(expected: &Value, told: &Failure, language: &str) -> Verdict {
    let text = |name: &str| expected.get(name).and_then(Value::as_str);
    let wanted = |name: &str| expected.get(name) == Some(&Value::Bool(true));
    if let Some(message) = text("message") {
        holds(told.message == message, || format!("its message is {:?}", told.message))?;
    }
    if let Some(cause) = text("cause") {
        let got = told.cause.as_ref().map(|cause| cause.message.as_str());
        holds(got == Some(cause), || format!("its cause is {got:?}"))?;
    }
    holds(!wanted("stack") || !told.stack.is_empty(), || {
        "it has no stack".to_owned()
    })?;
    holds(!wanted("language") || told.language == language, || {
        format!("its language is {:?}", told.language)
    })
}

/// Whether a condition holds; says why not otherwise.
pub fn holds(condition: bool, why: impl FnOnce() -> String) -> Verdict {
    if condition { Ok(()) } else { Err(why()) }
}

/// Whether two values are equal in JSON: integers whatever their size, other numbers by their value.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.to_string(), other.to_string());
            let integers = [&one, &other]
                .iter()
                .all(|text| text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()));
            one == other || (!integers && one.parse::<f64>().ok() == other.parse::<f64>().ok())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}
