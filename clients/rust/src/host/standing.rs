use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::agent::definition::Agent;
use crate::agent::runtime::Runtime;
use crate::client::{Client, NewAgent, register_agents, terminate};
use crate::entity::EntityId;
use crate::error::Error;
use crate::exchange::messenger::Messenger;
use crate::exchange::session::{SessionOptions, WINDOW};
use crate::exchange::token_keeper::renewal;
use crate::failure::Failure;
use crate::registration::{Registration, present};
use crate::runtime_config::RuntimeConfig;

/// An agent that no manager launches: this program registers and hosts it, until it is asked to end.
#[derive(Clone, Debug)]
pub struct Standing {
    agent: Agent,
    name: String,
    uid: String,
    config: RuntimeConfig,
    drain: Duration,
    going: CancellationToken,
}

impl Standing {
    /// Hosts an agent.
    pub fn new(agent: Agent) -> Self {
        Self {
            agent,
            name: String::new(),
            uid: String::new(),
            config: RuntimeConfig::default(),
            drain: Duration::from_secs(5),
            going: CancellationToken::new(),
        }
    }

    /// Its name, for people.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Its id, so that it is the same agent each time. Default a new one.
    #[must_use]
    pub fn uid(mut self, uid: impl Into<String>) -> Self {
        self.uid = uid.into();
        self
    }

    /// How it behaves. Its mailbox is kept at its end unless this says otherwise.
    #[must_use]
    pub fn config(mut self, config: RuntimeConfig) -> Self {
        self.config = config;
        self
    }

    /// Cancelled when it is to end; running actions have 5 s then.
    #[must_use]
    pub fn going(mut self, token: CancellationToken) -> Self {
        self.going = token;
        self
    }

    /// Registers it, listens, and serves until it is asked to end; `on_started` is told its id once it serves. Tells what it failed with.
    ///
    /// # Errors
    ///
    /// When it cannot be registered: kinds `AlreadyExists`, `MailboxTerminated`, `QuotaExceeded`, `Unavailable`.
    pub async fn run(self, client: &Client, on_started: impl FnOnce(&EntityId)) -> Result<Option<Failure>, Error> {
        let transport = client.transport().clone();
        let new = NewAgent {
            lineage: self.agent.lineage.clone(),
            name: self.name,
            uid: self.uid,
        };
        let Registration { agent: id, token, .. } = register(&transport, new.clone()).await?;
        let (renewing, again) = (
            transport.clone(),
            NewAgent {
                uid: id.uid.clone(),
                ..new
            },
        );
        let renew = renewal(move || {
            let (transport, again) = (renewing.clone(), again.clone());
            async move { Ok(register(&transport, again).await?.token) }
        });
        let most = self.config.max_concurrent_actions;
        let window = if most == 0 { WINDOW } else { WINDOW.min(most) };
        let session = SessionOptions {
            token,
            renew: Some(renew),
            window,
        };
        let messenger = Messenger::open(id.clone(), transport.clone(), client.connection(), session, true);
        let runtime = Runtime::new(self.agent, messenger, self.config.clone(), 0);
        let (interrupted, going, drain) = (runtime.clone(), self.going, self.drain);
        let watch = tokio::spawn(async move {
            going.cancelled().await;
            interrupted.interrupt(drain);
        });
        let end = runtime.run(|| on_started(&id)).await;
        watch.abort();
        let RuntimeConfig {
            terminate_on_success,
            terminate_on_error,
            ..
        } = self.config;
        let configured = if end.failure.is_none() {
            terminate_on_success
        } else {
            terminate_on_error
        };
        if !end.interrupted && end.terminate.or(configured) == Some(true) {
            terminate(&transport, &id, transport.timeout()).await?;
        }
        Ok(end.failure)
    }
}

async fn register(transport: &crate::transport::Transport, agent: NewAgent) -> Result<Registration, Error> {
    present(
        register_agents(transport, vec![agent]).await?.into_iter().next(),
        "registration",
    )
}
