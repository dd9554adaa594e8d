use std::error::Error as StdError;
use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lyceum::{Arguments, Call, CancellationToken, Client, EntityId, Error, Handle, Options, Payload, Trace};
use serde_json::{Value, json};

use crate::agent::Hop;
use crate::expect::{self, Verdict, holds};
use crate::manage::manage;
use crate::targets::Targets;

/// How long a case may take that says nothing of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the cases of a scenario, with their long texts written out.
pub fn read(path: &str) -> Result<Vec<Value>, Box<dyn StdError>> {
    let scenario: Value = serde_json::from_slice(&fs::read(path)?)?;
    let cases = scenario["cases"].as_array().ok_or("the scenario has no cases")?;
    Ok(cases.iter().map(expand).collect())
}

/// Runs a case and reports on it as a line of JSON.
pub async fn report(case: &Value, targets: &Targets, client: &Client) -> Value {
    let (outcome, detail) = match run(case, targets, client).await {
        Ok(()) => ("passed", String::new()),
        Err(why) => ("failed", why),
    };
    json!({ "case": case["name"], "outcome": outcome, "detail": detail })
}

async fn run(case: &Value, targets: &Targets, client: &Client) -> Verdict {
    let handle = client.handle(&targets.agent);
    let (expected, language) = (&case["expect"], targets.language.as_str());
    let told = |outcome: Result<(), Error>| match outcome {
        Ok(()) => holds(expected.get("error").is_none(), || {
            "it went well, which was not expected".to_owned()
        }),
        Err(error) => expect::error(expected, &error, language),
    };
    match case["do"].as_str().unwrap_or_default() {
        "call" => expect::result(expected, call(case, &handle).await, language),
        "stream" => stream(case, &handle, language).await,
        "ping" => told(handle.with_timeout(PATIENCE).ping().await.map(|_| ())),
        "notify" => told(notify(case, &handle).await),
        "describe" => describe(case, &handle).await,
        "unencodable" => expect::result(expected, unencodable(case, &handle).await, language),
        "unknown_agent" => {
            let nobody = client.handle(EntityId::agent("00000000-0000-4000-8000-000000000000"));
            told(nobody.with_timeout(PATIENCE).ping().await.map(|_| ()))
        }
        "wrong_token" => told(connect_anew(case, Options::new().token("no-such-token"), &targets.agent).await),
        "wrong_url" => {
            let url = format!("http://127.0.0.1:{}", free_port().map_err(|error| error.to_string())?);
            told(connect_anew(case, Options::new().url(url), &targets.agent).await)
        }
        "refusing_url" => told(connect_anew(case, Options::new().url(&targets.refusing), &targets.agent).await),
        "relay" => relay(case, targets, client).await,
        "manage" => manage(targets).await,
        other => Err(format!("no case is known by {other:?}")),
    }
}

async fn call(case: &Value, handle: &Handle) -> Result<Payload, Error> {
    let mut call = begin::<Payload>(case, handle)?;
    if let Some(after) = milliseconds(case, "cancel_after_ms") {
        let token = CancellationToken::new();
        call = call.cancel_on(token.clone());
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            token.cancel();
        });
    }
    call.await
}

async fn stream(case: &Value, handle: &Handle, language: &str) -> Verdict {
    let failed = |error: Error| expect::error(&case["expect"], &error, language);
    let call = match begin::<Payload>(case, handle) {
        Ok(call) => call,
        Err(error) => return failed(error),
    };
    let mut parts = call.stream::<u64>().map_err(|error| error.to_string())?;
    let mut count = 0;
    while let Some(part) = parts.next().await {
        match part {
            Ok(part) => holds(part == count, || format!("part {count} is {part}"))?,
            Err(error) => return failed(error),
        }
        count += 1;
    }
    holds(Some(count) == case["parts"].as_u64(), || {
        format!("there were {count} parts")
    })?;
    expect::result(&case["expect"], parts.result().await, language)
}

async fn notify(case: &Value, handle: &Handle) -> Result<(), Error> {
    handle.notify(action(case), arguments(case)?).await
}

async fn describe(case: &Value, handle: &Handle) -> Verdict {
    let description = handle
        .clone()
        .with_timeout(PATIENCE)
        .describe()
        .await
        .map_err(|error| format!("{error:?}"))?;
    let names: Vec<_> = description
        .actions
        .into_iter()
        .map(|action| Value::from(action.name))
        .collect();
    holds(case["actions"] == Value::from(names.clone()), || {
        format!("its actions are {names:?}")
    })
}

async fn unencodable(case: &Value, handle: &Handle) -> Result<Payload, Error> {
    let handle = handle.clone().with_timeout(PATIENCE);
    match case["value"].as_str().unwrap_or_default() {
        "nan" => handle.call("echo", (f64::NAN,)).await,
        "infinity" => handle.call("echo", (f64::INFINITY,)).await,
        _ => handle.call("echo", (surrogate(),)).await,
    }
}

/// The nearest thing to a lone surrogate that Rust can hold: a path whose bytes are one.
fn surrogate() -> std::path::PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(vec![0xed, 0xa0, 0x80]).into()
}

async fn connect_anew(case: &Value, options: Options, agent: &EntityId) -> Result<(), Error> {
    let patience = milliseconds(case, "timeout_ms").unwrap_or(PATIENCE);
    let client = Client::connect(options.timeout(patience)).await?;
    let pinged = client.handle(agent).with_timeout(patience).ping().await;
    client.close().await;
    pinged.map(|_| ())
}

async fn relay(case: &Value, targets: &Targets, client: &Client) -> Verdict {
    let traceparent = case["traceparent"].as_str().unwrap_or_default();
    let [first, rest @ ..] = targets.chain.as_slice() else {
        return Err("the chain is empty".to_owned());
    };
    let trace = Trace {
        parent: traceparent.to_owned(),
        state: String::new(),
    };
    let call = client
        .handle(first)
        .call::<Vec<Hop>>("relay", (rest,))
        .trace(trace)
        .timeout(PATIENCE);
    let hops = call.await.map_err(|error| format!("{error:?}"))?;
    holds(hops.len() == targets.chain.len(), || {
        format!("{} of {} hops", hops.len(), targets.chain.len())
    })?;
    let trace_id = |text: &str| text.split('-').nth(1).map(str::to_owned);
    for hop in hops {
        holds(!hop.language.is_empty(), || {
            "a hop does not tell its language".to_owned()
        })?;
        let same = trace_id(&hop.traceparent) == trace_id(traceparent);
        holds(same, || {
            format!("{} got the traceparent {:?}", hop.language, hop.traceparent)
        })?;
    }
    Ok(())
}

fn begin<R: lyceum::FromPayload>(case: &Value, handle: &Handle) -> Result<Call<R>, Error> {
    let call = handle.call(action(case), arguments(case)?);
    Ok(call.timeout(milliseconds(case, "timeout_ms").unwrap_or(PATIENCE)))
}

fn arguments(case: &Value) -> Result<Arguments, Error> {
    if let Some(bytes) = case["bytes"].as_str() {
        let bytes = STANDARD.decode(bytes).unwrap_or_default();
        return Ok(Arguments::payload(Payload::bytes(bytes)));
    }
    let mut arguments = Arguments::list(case["args"].as_array().into_iter().flatten())?;
    for (name, value) in case["kwargs"].as_object().into_iter().flatten() {
        arguments = arguments.with(name, value)?;
    }
    Ok(arguments)
}

fn action(case: &Value) -> &str {
    case["action"].as_str().unwrap_or_default()
}

fn milliseconds(case: &Value, field: &str) -> Option<Duration> {
    case[field].as_u64().map(Duration::from_millis)
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Writes out `{"$repeat": [text, times]}`, anywhere in a value.
fn expand(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(fields) => match fields.get("$repeat").and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::String(text), times]) => text
                .repeat(usize::try_from(times.as_u64().unwrap_or_default()).unwrap_or_default())
                .into(),
            _ => fields
                .iter()
                .map(|(name, field)| (name.clone(), expand(field)))
                .collect(),
        },
        other => other.clone(),
    }
}
