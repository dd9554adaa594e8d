use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::arguments::Received;
use crate::error::Error;
use crate::payload::Payload;

/// Arguments that were put into the order of an action's parameters.
#[derive(Debug, Default)]
pub struct Fitted {
    /// Names of the declared parameters; empty where none are.
    names: Vec<String>,
    /// One a parameter, `None` where it was not given.
    values: Vec<Option<Value>>,
    /// Those by name, where no parameters are declared.
    rest: Map<String, Value>,
    payload: Option<Payload>,
}

/// Puts arguments into the order of parameters, where any are declared.
pub(crate) fn fit(received: Received, names: &[String]) -> Result<Fitted, Error> {
    let Received {
        args,
        mut kwargs,
        payload,
    } = received;
    if names.is_empty() || payload.is_some() {
        let values = args.into_iter().map(Some).collect();
        return Ok(Fitted {
            names: Vec::new(),
            values,
            rest: kwargs,
            payload,
        });
    }
    if args.len() > names.len() {
        return Err(misfit(format!(
            "{} arguments were given, it takes {}",
            args.len(),
            names.len()
        )));
    }
    let given = args.len();
    let mut values: Vec<_> = args.into_iter().map(Some).collect();
    if let Some(twice) = names[..given].iter().find(|name| kwargs.contains_key(*name)) {
        return Err(misfit(format!("{twice:?} was given twice")));
    }
    values.extend(names[given..].iter().map(|name| kwargs.remove(name)));
    if let Some(unknown) = kwargs.keys().next() {
        return Err(misfit(format!(
            "it has no parameter {unknown:?}; its parameters are {}",
            names.join(", ")
        )));
    }
    Ok(Fitted {
        names: names.to_vec(),
        values,
        rest: Map::new(),
        payload: None,
    })
}

/// What an action can take as its arguments: tuples (in their order), [`Named`] (by name), a [`Payload`] (as it came).
pub trait FromArguments: Sized {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// Reason `INVALID_ARGUMENTS` when they do not fit.
    fn from_arguments(arguments: Fitted) -> Result<Self, Error>;
}

/// Arguments by name, as a struct. Where the action declares its parameters, these may come in their order, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<T>(pub T);

impl<T: DeserializeOwned> FromArguments for Named<T> {
    fn from_arguments(arguments: Fitted) -> Result<Self, Error> {
        let Fitted {
            names,
            values,
            mut rest,
            payload,
        } = arguments;
        refuse_payload(payload.as_ref())?;
        if names.is_empty() && !values.is_empty() {
            return Err(misfit("it takes arguments by name only".to_owned()));
        }
        rest.extend(
            names
                .into_iter()
                .zip(values)
                .filter_map(|(name, value)| Some((name, value?))),
        );
        serde_json::from_value(Value::Object(rest))
            .map(Named)
            .map_err(|error| misfit(error.to_string()))
    }
}

impl FromArguments for Payload {
    fn from_arguments(arguments: Fitted) -> Result<Self, Error> {
        arguments
            .payload
            .ok_or_else(|| misfit("it takes bytes alone, with their media type".to_owned()))
    }
}

impl FromArguments for () {
    fn from_arguments(arguments: Fitted) -> Result<Self, Error> {
        Positions::new(arguments, 0).map(|_| ())
    }
}

macro_rules! tuples {
    ($(($count:literal $($name:ident)+))+) => {
        $(impl<$($name: DeserializeOwned),+> FromArguments for ($($name,)+) {
            fn from_arguments(arguments: Fitted) -> Result<Self, Error> {
                let mut positions = Positions::new(arguments, $count)?;
                Ok(($(positions.next::<$name>()?,)+))
            }
        })+
    };
}

tuples! {
    (1 A) (2 A B) (3 A B C) (4 A B C D) (5 A B C D E) (6 A B C D E F) (7 A B C D E F G) (8 A B C D E F G H)
}

/// Arguments in their order, read one by one. One that is missing is null, which fits what is optional.
struct Positions {
    names: Vec<String>,
    values: std::vec::IntoIter<Option<Value>>,
    index: usize,
}

impl Positions {
    fn new(arguments: Fitted, count: usize) -> Result<Self, Error> {
        refuse_payload(arguments.payload.as_ref())?;
        if let Some(name) = arguments.rest.keys().next() {
            return Err(misfit(format!("it takes no argument by name, and {name:?} was given")));
        }
        let given = arguments.values.iter().filter(|value| value.is_some()).count();
        if given > count {
            return Err(misfit(format!("{given} arguments were given, it takes {count}")));
        }
        Ok(Self {
            names: arguments.names,
            values: arguments.values.into_iter(),
            index: 0,
        })
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        let value = self.values.next().flatten();
        let missing = value.is_none();
        let name = self
            .names
            .get(self.index)
            .map_or_else(|| format!("argument {}", self.index), |name| format!("{name:?}"));
        self.index += 1;
        serde_json::from_value(value.unwrap_or(Value::Null)).map_err(|error| {
            misfit(if missing {
                format!("{name} is missing")
            } else {
                format!("{name}: {error}")
            })
        })
    }
}

fn refuse_payload(payload: Option<&Payload>) -> Result<(), Error> {
    match payload {
        Some(payload) => Err(misfit(format!("it takes JSON, not {}", payload.media_type))),
        None => Ok(()),
    }
}

fn misfit(why: String) -> Error {
    Error::of_reason("INVALID_ARGUMENTS", why)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Sum {
        left: i64,
        #[serde(default)]
        right: i64,
    }

    fn read<T: FromArguments>(args: Value, kwargs: Value, names: &[&str]) -> Result<T, Error> {
        let received = Received {
            args: args.as_array().expect("a list").clone(),
            kwargs: kwargs.as_object().expect("an object").clone(),
            payload: None,
        };
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        T::from_arguments(fit(received, &names)?)
    }

    #[test]
    fn takes_tuples_in_their_order_or_by_declared_names() {
        assert_eq!(
            read::<(i64, String)>(json!([1, "a"]), json!({}), &[]).expect("they fit"),
            (1, "a".to_owned())
        );
        let both = read::<(i64, i64)>(json!([1]), json!({"b": 2}), &["a", "b"]);
        assert_eq!(both.expect("they fit"), (1, 2));
        assert_eq!(
            read::<(i64, Option<i64>)>(json!([1]), json!({}), &[]).expect("one is optional"),
            (1, None)
        );
        assert_eq!(
            read::<(u128,)>(json!([u128::MAX]), json!({}), &[]).expect("it fits"),
            (u128::MAX,)
        );
        read::<()>(json!([]), json!({}), &[]).expect("there are none");
    }

    #[test]
    fn takes_structs_by_name_or_in_the_declared_order() {
        let names = &["left", "right"];
        for (args, kwargs) in [
            (json!([40, 2]), json!({})),
            (json!([]), json!({"left": 40, "right": 2})),
        ] {
            let Named(sum) = read::<Named<Sum>>(args, kwargs, names).expect("they fit");
            assert_eq!(sum, Sum { left: 40, right: 2 });
        }
    }

    #[test]
    fn says_what_does_not_fit() {
        let message = |result: Result<Named<Sum>, Error>| result.expect_err("they do not fit").message().to_owned();
        let names = &["left", "right"];
        assert!(message(read(json!([]), json!({}), names)).contains("missing field `left`"));
        assert!(message(read(json!([1]), json!({"left": 2}), names)).contains("\"left\" was given twice"));
        assert!(message(read(json!([1]), json!({"middle": 2}), names)).contains("no parameter \"middle\""));
        assert!(message(read(json!([1, 2, 3]), json!({}), names)).contains("3 arguments were given, it takes 2"));
        assert!(message(read(json!([1]), json!({}), &[])).contains("by name only"));
        let error = read::<(i64,)>(json!([]), json!({}), &["n"]).expect_err("it is missing");
        assert_eq!(
            (error.message(), error.reason()),
            ("\"n\" is missing", "INVALID_ARGUMENTS")
        );
    }
}
