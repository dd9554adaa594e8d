use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Details, Error};
use crate::error_kind::ErrorKind;
use crate::json_form;

/// Writes a value as JSON in UTF-8; integers exactly, whatever their size.
///
/// # Errors
///
/// Kind `Serialization`, reason `INVALID_ARGUMENTS`, for what JSON has no form for: NaN, infinities, paths that are no UTF-8, maps whose keys are no texts.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, Error> {
    json_form::check(value).map_err(|error| refused("the value cannot be sent", error))?;
    let bytes = serde_json::to_vec(value).map_err(|error| refused("the value cannot be sent", error))?;
    Ok(bytes.into())
}

/// Reads JSON in UTF-8; no bytes at all are null.
///
/// # Errors
///
/// Kind `Serialization`, reason `INVALID_ARGUMENTS`, when it is no JSON or does not fit the type.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let text = if bytes.is_empty() { b"null" } else { bytes };
    serde_json::from_slice(text).map_err(|error| refused("the body is no JSON of the type that is wanted", error))
}

pub(crate) fn refused<E: std::error::Error + Send + Sync + 'static>(what: &str, error: E) -> Error {
    let message = format!("{what}: {error}");
    let details = Details {
        reason: "INVALID_ARGUMENTS".to_owned(),
        source: Some(Box::new(error)),
        ..Details::default()
    };
    Error::of_kind(ErrorKind::Serialization, Code::InvalidArgument, message, details)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    #[test]
    fn keeps_integers_exact() {
        let text = b"123456789012345678901234567890";
        let value: Value = decode(text).expect("it is JSON");
        assert_eq!(encode(&value).expect("it has a form"), text.as_slice());
        assert_eq!(encode(&i128::MIN).expect("it has a form"), i128::MIN.to_string());
        assert_eq!(decode::<i64>(b"-9223372036854775808").expect("it fits"), i64::MIN);
    }

    #[test]
    fn refuses_what_json_has_no_form_for() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let nested = BTreeMap::from([("a", vec![Some(number)])]);
            let error = encode(&nested).expect_err("it has no form");
            assert_eq!(
                (error.kind(), error.reason()),
                (ErrorKind::Serialization, "INVALID_ARGUMENTS")
            );
        }
        assert!(encode(&BTreeMap::from([(vec![1], 1)])).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn refuses_paths_that_are_no_text() {
        use std::os::unix::ffi::OsStringExt;
        let path = std::path::PathBuf::from(std::ffi::OsString::from_vec(vec![0xed, 0xa0, 0x80]));
        assert_eq!(encode(&path).expect_err("it has no form").reason(), "INVALID_ARGUMENTS");
    }

    #[test]
    fn reads_no_bytes_as_null() {
        assert_eq!(decode::<Option<i32>>(b"").expect("it is null"), None);
        assert!(decode::<String>(b"\"\\ud800\"").is_err());
    }
}
