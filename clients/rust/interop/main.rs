//! What every language's interop program does: host the agent of the scenario, or call one of another language by it.

mod agent;
mod cases;
mod expect;
mod manage;
mod targets;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use lyceum::{Client, Host, Options};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["host"] => host().await,
        ["call", scenario, targets] => call(scenario, targets).await,
        _ => Err("usage: interop host | interop call <scenario.json> <targets.json>".into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("interop: {error}");
        ExitCode::FAILURE
    })
}

async fn host() -> Result<ExitCode, Box<dyn Error>> {
    let end = Host::new().run(|_| async { Ok(agent::interop()) }).await?;
    if let Some(failure) = &end.failure {
        eprintln!("interop: {failure}");
    }
    Ok(end.exit_code())
}

async fn call(scenario: &str, targets: &str) -> Result<ExitCode, Box<dyn Error>> {
    let cases = cases::read(scenario)?;
    let targets = targets::Targets::read(targets)?;
    let client = Client::connect(Options::new()).await?;
    for case in cases {
        println!("{}", cases::report(&case, &targets, &client).await);
    }
    client.close().await;
    Ok(ExitCode::SUCCESS)
}
