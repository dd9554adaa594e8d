//! An agent that no manager launches: it is the same one each time that this program runs, and its mailbox takes messages meanwhile.

use lyceum::{Agent, CancellationToken, Client, Context, Options, Standing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::connect(Options::new().name("host of the greeter")).await?;
    let greeter = Agent::new("Greeter")
        .doc("Greets.")
        .action("greet", |_: Context, (name,): (String,)| async move {
            Ok(format!("Hello, {name}!"))
        });
    let going = CancellationToken::new();
    let signal = going.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            signal.cancel();
        }
    });
    let standing = Standing::new(greeter)
        .name("greeter")
        .uid("example-greeter")
        .going(going);
    let failure = standing.run(&client, |id| println!("{id} serves")).await?;
    client.close().await;
    match failure {
        Some(failure) => Err(failure.to_string().into()),
        None => Ok(()),
    }
}
