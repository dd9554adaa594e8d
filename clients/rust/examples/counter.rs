//! A counter, hosted for a run: a kind of the catalogue whose `argv` is this program. Its argument is where it begins.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lyceum::{Action, Agent, Context, Failure, Host, Parts, RunSpec};

#[tokio::main]
async fn main() -> Result<ExitCode, lyceum::Error> {
    let end = Host::new().run(counter).await?;
    Ok(end.exit_code())
}

async fn counter(spec: RunSpec) -> Result<Agent, Failure> {
    let (start,) = spec.arguments::<(Option<i64>,)>()?;
    let count = Arc::new(AtomicI64::new(start.unwrap_or_default()));
    let increment = Action::new("increment", move |_: Context, (by,): (Option<i64>,)| {
        let count = count.clone();
        async move {
            let by = by.unwrap_or(1);
            Ok(count.fetch_add(by, Ordering::SeqCst) + by)
        }
    });
    let countdown = Action::streaming(
        "countdown",
        |_: Context, (from,): (u32,), mut parts: Parts<u32>| async move {
            for number in (1..=from).rev() {
                parts.send(number).await?;
            }
            Ok("lift-off")
        },
    );
    Ok(Agent::new("Counter")
        .with(
            increment
                .doc("Adds to the count and tells the new one.")
                .optional(["by"]),
        )
        .with(countdown.doc("Counts down, a number at a time.").parameters(["from"]))
        .action("fail", |_: Context, (message,): (String,)| async move {
            Err::<(), _>(std::io::Error::other(message).into())
        }))
}
