use std::time::Duration;

use lyceum::{Action, Agent, Context, EntityId, Failure, Named, Parts, Payload};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The sum of two numbers, of which the second may be left out.
#[derive(Deserialize)]
struct Sum {
    left: i64,
    #[serde(default = "one")]
    right: i64,
}

fn one() -> i64 {
    1
}

/// A failure as it was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Asked {
    message: String,
    #[source]
    cause: Cause,
}

#[derive(Debug, thiserror::Error)]
#[error("cause of {0}")]
struct Cause(String);

/// What a relay tells of one of its stations.
#[derive(Serialize, Deserialize)]
pub struct Hop {
    pub language: String,
    pub traceparent: String,
}

/// The agent that every language hosts.
pub fn interop() -> Agent {
    Agent::new("Interop")
        .doc("What every language can do for every other.")
        .action("echo", |_: Context, (value,): (Value,)| async move { Ok(value) })
        .action("echo_bytes", |_: Context, payload: Payload| async move { Ok(payload) })
        .with(
            Action::new("add", |_: Context, Named(Sum { left, right }): Named<Sum>| async move {
                left.checked_add(right)
                    .ok_or_else(|| Failure::new("Overflow", "the sum is too large"))
            })
            .parameters(["left"])
            .optional(["right"])
            .redeliverable(),
        )
        .action("fail", |_: Context, (message,): (String,)| async move {
            let cause = Cause(message.clone());
            Err::<(), _>(Asked { message, cause }.into())
        })
        .action("panic", |context: Context, (): ()| async move {
            let nothing: Vec<u8> = Vec::new();
            Ok(nothing[context.attempt() as usize])
        })
        .action("sleep", |_: Context, (milliseconds,): (u64,)| async move {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            Ok("slept")
        })
        .with(Action::streaming(
            "count",
            |_: Context, (n,): (u64,), mut parts: Parts<u64>| async move {
                for number in 0..n {
                    parts.send(number).await?;
                }
                Ok(n)
            },
        ))
        .action("bad_result", |_: Context, (): ()| async move { Ok(f64::NAN) })
        .action("large", |_: Context, (bytes,): (usize,)| async move {
            Ok("a".repeat(bytes))
        })
        .action("relay", |context: Context, (agents,): (Vec<EntityId>,)| async move {
            let traceparent = context.trace().map(|trace| trace.parent).unwrap_or_default();
            let mut hops = vec![Hop {
                language: "rust".to_owned(),
                traceparent,
            }];
            if let [first, rest @ ..] = agents.as_slice() {
                hops.extend(context.handle(first).call::<Vec<Hop>>("relay", (rest,)).await?);
            }
            Ok(hops)
        })
        .background("idle", |context: Context| async move {
            context.cancellation().cancelled().await;
            Ok(())
        })
}
