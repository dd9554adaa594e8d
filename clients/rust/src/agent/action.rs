use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::agent::context::Context;
use crate::agent::from_arguments::{Fitted, FromArguments};
use crate::agent::part_sender::PartSender;
use crate::agent::parts::Parts;
use crate::error::Error;
use crate::failure::Failure;
use crate::payload::{IntoPayload, Payload};

/// What comes of an action: a result, or what it failed with.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Payload, Failure>> + Send>>;
/// An action with its arguments, ready to begin.
pub(crate) type Ready = Box<dyn FnOnce(Context, Arc<PartSender>) -> Outcome + Send>;
type Prepare = Arc<dyn Fn(Fitted) -> Result<Ready, Error> + Send + Sync>;

/// A parameter of an action, by which it is described and its arguments can be given by name.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub name: String,
    pub optional: bool,
}

/// An action of an agent: its name, its code, and what callers should know of it.
///
/// Each call runs by itself, at the same time as others. When it is cancelled, late, or not wanted any more, its future is dropped.
/// A panic is a failure of this call alone.
#[derive(Clone)]
pub struct Action {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) streaming: bool,
    pub(crate) redeliverable: bool,
    pub(crate) prepare: Prepare,
}

impl Action {
    /// An action that returns a result, or fails with whatever becomes a [`Failure`] by `?`.
    ///
    /// ```
    /// use lyceum::{Action, Context};
    /// let add = Action::new("add", |_: Context, (left, right): (i64, i64)| async move { Ok(left + right) })
    ///     .parameters(["left", "right"])
    ///     .redeliverable();
    /// ```
    pub fn new<A, R, F, O>(name: impl Into<String>, code: F) -> Self
    where
        A: FromArguments + Send + 'static,
        R: IntoPayload,
        F: Fn(Context, A) -> O + Send + Sync + 'static,
        O: Future<Output = Result<R, Failure>> + Send + 'static,
    {
        let code = Arc::new(code);
        Self::of(name.into(), false, move |arguments| {
            let (code, arguments) = (code.clone(), A::from_arguments(arguments)?);
            Ok(Box::new(move |context, _| {
                Box::pin(async move { encode(code(context, arguments).await?) })
            }))
        })
    }

    /// An action that sends partial results on the way, no faster than they are read.
    ///
    /// ```
    /// use lyceum::{Action, Context, Parts};
    /// let count = Action::streaming("count", |_: Context, (n,): (u64,), mut parts: Parts<u64>| async move {
    ///     for number in 0..n {
    ///         parts.send(number).await?;
    ///     }
    ///     Ok(n)
    /// });
    /// ```
    pub fn streaming<A, P, R, F, O>(name: impl Into<String>, code: F) -> Self
    where
        A: FromArguments + Send + 'static,
        P: IntoPayload + 'static,
        R: IntoPayload,
        F: Fn(Context, A, Parts<P>) -> O + Send + Sync + 'static,
        O: Future<Output = Result<R, Failure>> + Send + 'static,
    {
        let code = Arc::new(code);
        Self::of(name.into(), true, move |arguments| {
            let (code, arguments) = (code.clone(), A::from_arguments(arguments)?);
            Ok(Box::new(move |context, parts| {
                Box::pin(async move { encode(code(context, arguments, Parts::new(parts)).await?) })
            }))
        })
    }

    /// What it does, for people.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    /// Names of its parameters, in their order, so that arguments can come by name.
    #[must_use]
    pub fn parameters<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.parameters.extend(names.into_iter().map(|name| Parameter {
            name: name.into(),
            optional: false,
        }));
        self
    }

    /// Names of parameters after these that may be left out: an `Option`, or a field with a default.
    #[must_use]
    pub fn optional<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.parameters.extend(names.into_iter().map(|name| Parameter {
            name: name.into(),
            optional: true,
        }));
        self
    }

    /// Says that it may run again after its host was lost; otherwise it runs at most once, and its caller is told `HOST_LOST`.
    #[must_use]
    pub fn redeliverable(mut self) -> Self {
        self.redeliverable = true;
        self
    }

    fn of(
        name: String,
        streaming: bool,
        prepare: impl Fn(Fitted) -> Result<Ready, Error> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            doc: String::new(),
            parameters: Vec::new(),
            streaming,
            redeliverable: false,
            prepare: Arc::new(prepare),
        }
    }
}

fn encode<R: IntoPayload>(result: R) -> Result<Payload, Failure> {
    result.into_payload().map_err(|error| {
        let why = format!("the result cannot be sent: {}", error.message());
        let mut failure = Failure::from(error);
        failure.message = why;
        failure.non_retryable()
    })
}

impl fmt::Debug for Action {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Action")
            .field("name", &self.name)
            .field("streaming", &self.streaming)
            .finish_non_exhaustive()
    }
}
