use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::json;

/// Media type of a payload that names none.
pub const JSON_TYPE: &str = "application/json";
/// Media type of bytes that travel alone.
pub const BYTES_TYPE: &str = "application/octet-stream";
/// Media type of a protobuf message; the message's name follows as parameter `type`.
pub const PROTOBUF_TYPE: &str = "application/protobuf";

/// Bytes with their media type. It travels alone: as all the arguments of an action, or as its whole result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payload {
    /// Empty means `application/json`.
    pub media_type: String,
    /// The bytes.
    pub data: Bytes,
}

impl Payload {
    /// Raw bytes.
    pub fn bytes(data: impl Into<Bytes>) -> Self {
        Self {
            media_type: BYTES_TYPE.to_owned(),
            data: data.into(),
        }
    }

    /// A value as JSON.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        Ok(Self {
            media_type: String::new(),
            data: json::encode(value)?,
        })
    }

    /// Whether it is JSON.
    pub fn is_json(&self) -> bool {
        let base = self.base_type();
        base.eq_ignore_ascii_case(JSON_TYPE) || base.to_ascii_lowercase().ends_with("+json")
    }

    /// Reads its JSON; no bytes at all are null.
    ///
    /// # Errors
    ///
    /// Reason `INVALID_ARGUMENTS` when it is of another type, or its JSON does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if !self.is_json() {
            let message = format!("the payload is {}, not JSON; take it as a Payload", self.media_type);
            return Err(Error::of_reason("INVALID_ARGUMENTS", message));
        }
        json::decode(&self.data)
    }

    /// The media type without its parameters.
    pub(crate) fn base_type(&self) -> &str {
        let base = self.media_type.split(';').next().unwrap_or_default().trim();
        if base.is_empty() { JSON_TYPE } else { base }
    }
}

/// What can be a result, or a part of one: what serde can write as JSON, and a [`Payload`] as it is.
pub trait IntoPayload {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` for what JSON has no form for.
    fn into_payload(self) -> Result<Payload, Error>;
}

impl<T: Serialize> IntoPayload for T {
    fn into_payload(self) -> Result<Payload, Error> {
        Payload::json(&self)
    }
}

impl IntoPayload for Payload {
    fn into_payload(self) -> Result<Payload, Error> {
        Ok(self)
    }
}

/// What a result can be read as: what serde can read from JSON, and a [`Payload`] as it came.
pub trait FromPayload: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// Reason `INVALID_ARGUMENTS` when it is of another type, or its JSON does not fit.
    fn from_payload(payload: Payload) -> Result<Self, Error>;
}

impl<T: DeserializeOwned> FromPayload for T {
    fn from_payload(payload: Payload) -> Result<Self, Error> {
        payload.read()
    }
}

impl FromPayload for Payload {
    fn from_payload(payload: Payload) -> Result<Self, Error> {
        Ok(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_json_by_its_media_type() {
        for media_type in [
            "",
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
        ] {
            let payload = Payload {
                media_type: media_type.to_owned(),
                data: "1".into(),
            };
            assert_eq!(payload.read::<i32>().expect("it is JSON"), 1, "{media_type}");
        }
        assert_eq!(
            Payload::bytes("1").read::<i32>().expect_err("it is none").reason(),
            "INVALID_ARGUMENTS"
        );
    }
}
