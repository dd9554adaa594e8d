use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::json;
use crate::payload::Payload;

/// Arguments of an action or of an agent, ready to be sent: in their order, by name, or as one payload.
///
/// Tuples are arguments in their order: `()`, `(1,)`, `(1, "two")`. For arguments by name use [`Arguments::named`]:
///
/// ```
/// let arguments = lyceum::Arguments::named().with("left", 40)?.with("right", 2)?;
/// # Ok::<(), lyceum::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    args: Vec<Bytes>,
    kwargs: Vec<(String, Bytes)>,
    payload: Option<Payload>,
}

impl Arguments {
    /// No arguments, to which named ones are added by [`with`](Self::with).
    pub fn named() -> Self {
        Self::default()
    }

    /// Arguments in their order, of one type.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    pub fn list<T: Serialize>(values: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let args = values
            .into_iter()
            .map(|value| json::encode(&value))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            args,
            ..Self::default()
        })
    }

    /// A payload as the only argument: raw bytes, or a media type of its own.
    pub fn payload(payload: Payload) -> Self {
        Self {
            payload: Some(payload),
            ..Self::default()
        }
    }

    /// Adds an argument at the end.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    pub fn and<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Self, Error> {
        self.args.push(json::encode(value)?);
        Ok(self)
    }

    /// Adds an argument by name.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    pub fn with<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Result<Self, Error> {
        self.kwargs.push((name.into(), json::encode(&value)?));
        Ok(self)
    }

    /// Writes them; no arguments at all are no bytes.
    pub(crate) fn encode(self) -> Result<Payload, Error> {
        if let Some(payload) = self.payload {
            return Ok(payload);
        }
        if self.args.is_empty() && self.kwargs.is_empty() {
            return Ok(Payload::default());
        }
        let mut out = Vec::with_capacity(self.args.iter().map(|arg| arg.len() + 1).sum::<usize>() + 2);
        if self.kwargs.is_empty() {
            write_list(&mut out, &self.args);
        } else {
            out.extend_from_slice(b"{\"args\":");
            write_list(&mut out, &self.args);
            out.extend_from_slice(b",\"kwargs\":{");
            for (index, (name, value)) in self.kwargs.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(&json::encode(name)?);
                out.push(b':');
                out.extend_from_slice(value);
            }
            out.extend_from_slice(b"}}");
        }
        Ok(Payload {
            media_type: String::new(),
            data: out.into(),
        })
    }
}

fn write_list(out: &mut Vec<u8>, values: &[Bytes]) {
    out.push(b'[');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(value);
    }
    out.push(b']');
}

/// What can be the arguments of an action: tuples, and [`Arguments`].
pub trait IntoArguments {
    /// Makes them ready to be sent.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    fn into_arguments(self) -> Result<Arguments, Error>;
}

impl IntoArguments for Arguments {
    fn into_arguments(self) -> Result<Arguments, Error> {
        Ok(self)
    }
}

impl IntoArguments for Payload {
    fn into_arguments(self) -> Result<Arguments, Error> {
        Ok(Arguments::payload(self))
    }
}

impl IntoArguments for () {
    fn into_arguments(self) -> Result<Arguments, Error> {
        Ok(Arguments::default())
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {
        $(impl<$($name: Serialize),+> IntoArguments for ($($name,)+) {
            #[allow(non_snake_case)]
            fn into_arguments(self) -> Result<Arguments, Error> {
                let ($($name,)+) = self;
                Ok(Arguments { args: vec![$(json::encode(&$name)?),+], ..Arguments::default() })
            }
        })+
    };
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }

/// Arguments as they came: in their order and by name, or a payload that is no JSON.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub args: Vec<Value>,
    pub kwargs: Map<String, Value>,
    pub payload: Option<Payload>,
}

/// Reads arguments.
///
/// # Errors
///
/// Reason `INVALID_ARGUMENTS` when they have another form than arguments have.
pub(crate) fn decode(payload: Payload) -> Result<Received, Error> {
    if payload.data.is_empty() && (payload.media_type.is_empty() || payload.is_json()) {
        return Ok(Received::default());
    }
    if !payload.is_json() {
        return Ok(Received {
            payload: Some(payload),
            ..Received::default()
        });
    }
    match json::decode(&payload.data)? {
        Value::Array(args) => Ok(Received {
            args,
            ..Received::default()
        }),
        Value::Object(mut parts) => {
            let args = parts.remove("args").unwrap_or_else(|| Value::Array(Vec::new()));
            let kwargs = parts.remove("kwargs").unwrap_or_else(|| Value::Object(Map::new()));
            match (args, kwargs) {
                (Value::Array(args), Value::Object(kwargs)) if parts.is_empty() => Ok(Received {
                    args,
                    kwargs,
                    payload: None,
                }),
                _ => Err(malformed()),
            }
        }
        _ => Err(malformed()),
    }
}

fn malformed() -> Error {
    Error::of_reason(
        "INVALID_ARGUMENTS",
        "arguments must be {\"args\": [...], \"kwargs\": {...}}, or an array",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn encoded(arguments: impl IntoArguments) -> String {
        let payload = arguments
            .into_arguments()
            .and_then(Arguments::encode)
            .expect("they have a form");
        String::from_utf8(payload.data.to_vec()).expect("it is UTF-8")
    }

    #[test]
    fn writes_the_shortest_form() {
        assert_eq!(encoded(()), "");
        assert_eq!(encoded((1, "two", None::<i32>)), "[1,\"two\",null]");
        let named = Arguments::named().with("é\"", u128::MAX).expect("it has a form");
        assert_eq!(
            encoded(named),
            format!("{{\"args\":[],\"kwargs\":{{\"é\\\"\":{}}}}}", u128::MAX)
        );
    }

    #[test]
    fn reads_both_forms() {
        let read = |text: &'static str| {
            decode(Payload {
                media_type: String::new(),
                data: text.into(),
            })
        };
        assert_eq!(read("[1]").expect("they are fine").args, [json!(1)]);
        let both = read("{\"args\":[1],\"kwargs\":{\"b\":2}}").expect("they are fine");
        assert_eq!((both.args, both.kwargs["b"].clone()), (vec![json!(1)], json!(2)));
        for wrong in ["1", "{\"args\":1}", "{\"other\":[]}", "nonsense"] {
            assert_eq!(
                read(wrong).expect_err("they are none").reason(),
                "INVALID_ARGUMENTS",
                "{wrong}"
            );
        }
    }
}
