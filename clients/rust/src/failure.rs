use std::any::type_name;
use std::backtrace::Backtrace;
use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::proto;

const LANGUAGE: &str = "rust";
const MAX_TEXT: usize = 8_192;
const MAX_STACK: usize = 32_768;
const MAX_CAUSES: usize = 8;

/// What went wrong inside an agent or its host, in any language: data. Any error becomes one by `?` or `from`, with its sources as
/// causes and a backtrace from there as stack; that is why it is no `std::error::Error` itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Name of the error's type or kind, as its language has it.
    pub type_name: String,
    /// One sentence for people.
    pub message: String,
    /// Stack trace in the language's own format; empty means none.
    pub stack: String,
    /// Whether running again cannot help.
    pub non_retryable: bool,
    /// What led to it.
    pub cause: Option<Box<Failure>>,
    /// Language of the program that failed; empty for failures that the server states.
    pub language: String,
}

impl Failure {
    /// A failure of a type and a message of one's own, without a stack.
    pub fn new(type_name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            type_name: cut(type_name.into(), MAX_TEXT),
            message: cut(message.into(), MAX_TEXT),
            stack: String::new(),
            non_retryable: false,
            cause: None,
            language: LANGUAGE.to_owned(),
        }
    }

    /// Says what led to it.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Failure>) -> Self {
        self.cause = Some(Box::new(cause.into()));
        self
    }

    /// Gives it a stack trace; the part beyond 32 KiB is left out.
    #[must_use]
    pub fn with_stack(mut self, stack: impl Into<String>) -> Self {
        self.stack = cut(stack.into(), MAX_STACK);
        self
    }

    /// Says that running again cannot help.
    #[must_use]
    pub fn non_retryable(mut self) -> Self {
        self.non_retryable = true;
        self
    }

    /// Says that a step failed because of another failure: the step's name is the type, that failure the cause, and its stack is shown.
    pub(crate) fn of_step(type_name: &str, message: &str, cause: Failure) -> Self {
        let mut failure = Self::new(type_name, format!("{message}: {}", cause.message)).with_stack(cause.stack.clone());
        failure.non_retryable = cause.non_retryable;
        failure.cause = Some(Box::new(cause));
        failure
    }

    /// One failure for several: one stays itself.
    pub(crate) fn join(failures: Vec<Failure>) -> Option<Self> {
        if failures.len() < 2 {
            return failures.into_iter().next();
        }
        let texts: Vec<_> = failures
            .iter()
            .map(|one| format!("{}: {}", one.type_name, one.message))
            .collect();
        let mut joined = Self::new(
            "AggregateError",
            format!("{} failures: {}", failures.len(), texts.join("; ")),
        );
        joined.non_retryable = failures.iter().any(|one| one.non_retryable);
        joined.stack = failures[0].stack.clone();
        joined.cause = failures.into_iter().next().map(Box::new);
        Some(joined)
    }

    pub(crate) fn from_proto(failure: proto::Failure) -> Self {
        Self {
            type_name: failure.r#type,
            message: failure.message,
            stack: failure.stack,
            non_retryable: failure.non_retryable,
            cause: failure.cause.map(|cause| Box::new(Self::from_proto(*cause))),
            language: failure.language,
        }
    }

    pub(crate) fn to_proto(&self) -> proto::Failure {
        self.to_proto_within(MAX_CAUSES)
    }

    fn to_proto_within(&self, causes: usize) -> proto::Failure {
        let cause = self.cause.as_ref().filter(|_| causes > 0);
        proto::Failure {
            r#type: self.type_name.clone(),
            message: self.message.clone(),
            stack: self.stack.clone(),
            non_retryable: self.non_retryable,
            cause: cause.map(|cause| Box::new(cause.to_proto_within(causes - 1))),
            language: self.language.clone(),
        }
    }

    fn of_source(source: &(dyn StdError + 'static), causes: usize) -> Self {
        if let Some(failure) = source.downcast_ref::<Error>().and_then(Error::failure) {
            return failure.clone();
        }
        let mut failure = Self::new(type_of(source), source.to_string());
        failure.cause = source
            .source()
            .filter(|_| causes > 0)
            .map(|next| Box::new(Self::of_source(next, causes - 1)));
        failure
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let any: &(dyn StdError + 'static) = &error;
        if let Some(failure) = any.downcast_ref::<Error>().and_then(Error::failure) {
            return failure.clone();
        }
        let mut failure = Self::of_source(any, MAX_CAUSES);
        failure.type_name = short_name(type_name::<E>());
        failure.with_stack(Backtrace::force_capture().to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.type_name, self.message)
    }
}

/// The name of a type without its path and parameters.
fn short_name(name: &str) -> String {
    let plain = name.split('<').next().unwrap_or(name);
    plain.rsplit("::").next().unwrap_or(plain).to_owned()
}

/// The name of a type behind a reference, which a derived `Debug` begins with.
fn type_of(source: &(dyn StdError + 'static)) -> String {
    let debug = format!("{source:?}");
    let end = debug
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .unwrap_or(debug.len());
    let (name, rest) = debug.split_at(end);
    let named = name.starts_with(|letter: char| letter.is_ascii_uppercase());
    let ends = rest.is_empty() || rest.starts_with(" {") || rest.starts_with('(');
    if named && ends {
        name.to_owned()
    } else {
        "Error".to_owned()
    }
}

/// Cuts a text at a number of bytes, between characters.
fn cut(mut text: String, max: usize) -> String {
    if text.len() > max {
        let end = (0..=max).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the valve is stuck")]
    struct Stuck {
        #[source]
        source: std::num::ParseIntError,
    }

    fn stuck() -> Result<(), Failure> {
        let source = "x".parse::<i32>().expect_err("it is no number");
        Err(Stuck { source })?;
        Ok(())
    }

    #[test]
    fn tells_type_message_stack_and_causes() {
        let failure = stuck().expect_err("it failed");
        assert_eq!(
            (failure.type_name.as_str(), failure.message.as_str()),
            ("Stuck", "the valve is stuck")
        );
        assert!(failure.stack.contains("stuck"), "{}", failure.stack);
        let cause = failure.cause.expect("it has a cause");
        assert_eq!(
            (cause.type_name.as_str(), cause.language.as_str()),
            ("ParseIntError", "rust")
        );
    }

    #[test]
    fn keeps_the_failure_of_another_agent() {
        let remote = Failure {
            language: "python".to_owned(),
            ..Failure::new("ValueError", "no")
        };
        assert_eq!(Failure::from(Error::agent(remote.clone())), remote);
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("aé".to_owned(), 2), "a");
        assert_eq!(Failure::new("T", "é".repeat(5_000)).message.len(), 8_192);
    }

    #[test]
    fn joins_several_into_one() {
        assert_eq!(Failure::join(vec![]), None);
        let joined = Failure::join(vec![Failure::new("A", "one"), Failure::new("B", "two")]).expect("there are two");
        assert_eq!(joined.message, "2 failures: A: one; B: two");
    }
}
