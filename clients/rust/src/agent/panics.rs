use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

use futures_util::FutureExt;

use crate::failure::Failure;

thread_local! {
    /// Where the last panic of this thread came from.
    static TRACE: RefCell<String> = const { RefCell::new(String::new()) };
}

static HOOK: Once = Once::new();

/// Runs code of an agent; a panic of it is a failure, with the place and the backtrace of the panic as stack.
pub(crate) async fn caught<T>(code: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    HOOK.call_once(remember_traces);
    match AssertUnwindSafe(code).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => Err(failure_of(panic.as_ref())),
    }
}

/// Panics are still shown as they were before.
fn remember_traces() {
    let shown = take_hook();
    set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        let place = info
            .location()
            .map(|place| format!("panicked at {place}\n"))
            .unwrap_or_default();
        // A panic while its thread ends has nowhere to be remembered.
        let _ = TRACE.try_with(|trace| trace.replace(format!("{place}{}", Backtrace::force_capture())));
        shown(info);
    }));
}

fn failure_of(panic: &(dyn Any + Send)) -> Failure {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let message = text
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned());
    // The panic was caught in the poll that it came from, so this is still its thread.
    Failure::new("Panic", message).with_stack(TRACE.take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_a_panic_into_a_failure() {
        let failure = caught(async { if true { panic!("out of {}", "luck") } else { Ok(()) } })
            .await
            .expect_err("it panicked");
        assert_eq!(
            (failure.type_name.as_str(), failure.message.as_str()),
            ("Panic", "out of luck")
        );
        assert!(failure.stack.contains("panics.rs"), "{}", failure.stack);
        assert_eq!(caught(async { Ok(1) }).await, Ok(1));
    }
}
