use std::fmt::Display;

use serde::ser::{self, Serialize, Serializer};

/// Walks through a value and refuses numbers that JSON has no form for, since serde_json writes them as null.
struct JsonForm;

/// Why a value cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoForm(String);

impl ser::Error for NoForm {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Checks that a value has a form in JSON.
pub(crate) fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), NoForm> {
    value.serialize(JsonForm)
}

macro_rules! fine {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, _: $type) -> Result<(), NoForm> { Ok(()) })*
    };
}

impl Serializer for JsonForm {
    type Ok = ();
    type Error = NoForm;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fine! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, value: f32) -> Result<(), NoForm> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), NoForm> {
        if value.is_finite() {
            Ok(())
        } else {
            Err(NoForm(format!("the number {value} cannot be sent")))
        }
    }

    fn serialize_none(self) -> Result<(), NoForm> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoForm> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NoForm> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), NoForm> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NoForm> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), NoForm> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, NoForm> {
        Ok(self)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, NoForm> {
        Ok(self)
    }
}

macro_rules! parts {
    ($($trait:ident::$method:ident($($key:ty)?)),* $(,)?) => {
        $(impl ser::$trait for JsonForm {
            type Ok = ();
            type Error = NoForm;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $key,)? value: &T) -> Result<(), NoForm> {
                value.serialize(JsonForm)
            }

            fn end(self) -> Result<(), NoForm> {
                Ok(())
            }
        })*
    };
}

parts! {
    SerializeSeq::serialize_element(),
    SerializeTuple::serialize_element(),
    SerializeTupleStruct::serialize_field(),
    SerializeTupleVariant::serialize_field(),
    SerializeStruct::serialize_field(&'static str),
    SerializeStructVariant::serialize_field(&'static str),
}

impl ser::SerializeMap for JsonForm {
    type Ok = ();
    type Error = NoForm;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), NoForm> {
        // serde_json itself refuses keys that are no text.
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoForm> {
        value.serialize(JsonForm)
    }

    fn end(self) -> Result<(), NoForm> {
        Ok(())
    }
}
