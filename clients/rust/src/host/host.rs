use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::agent::definition::Agent;
use crate::error::Error;
use crate::exchange::connection::Connection;
use crate::failure::Failure;
use crate::host::attempt::{Site, make};
use crate::host::run_spec::{self, RunSpec};
use crate::host::signals;
use crate::options::{Options, Token};
use crate::transport::Transport;

/// How an attempt ended.
#[derive(Clone, Debug)]
pub struct HostEnd {
    /// What the agent failed with; `None` when it ended well.
    pub failure: Option<Failure>,
    /// Whether the host gave it up before it was done, so that it is made again.
    pub interrupted: bool,
    /// Whether no other attempt of the run follows; `None` when the manager did not hear of the end.
    pub run_ended: Option<bool>,
}

impl HostEnd {
    /// Exit code for the host's process: 0 when the agent ended well, else 1.
    pub fn exit_code(&self) -> ExitCode {
        if self.failure.is_none() && !self.interrupted {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// Hosts one attempt of a run, from its start to its end. By default a process that the executor `command` has started: `LYCEUM_URL` and
/// `LYCEUM_TOKEN_FILE` say which, and SIGTERM makes it drain.
#[derive(Clone, Debug)]
pub struct Host {
    options: Options,
    drain: Duration,
    signals: bool,
    going: CancellationToken,
}

impl Default for Host {
    fn default() -> Self {
        let going = CancellationToken::new();
        Self {
            options: Options::new(),
            drain: Duration::from_secs(5),
            signals: true,
            going,
        }
    }
}

impl Host {
    /// The host that the environment describes.
    pub fn new() -> Self {
        Self::default()
    }

    /// How the server is reached. Default by the environment.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Run token: which attempt to make. Default `LYCEUM_TOKEN`, or the content of the file that `LYCEUM_TOKEN_FILE` names.
    #[must_use]
    pub fn run_token(mut self, token: impl Into<Token>) -> Self {
        self.options = self.options.token(token);
        self
    }

    /// Time that running actions have to finish once the host must go. Default 5 s.
    #[must_use]
    pub fn drain(mut self, time: Duration) -> Self {
        self.drain = time;
        self
    }

    /// Cancelled when the host must go, beside SIGTERM and SIGINT: its agent ends in order, and the attempt is reported as interrupted.
    #[must_use]
    pub fn going(mut self, token: CancellationToken) -> Self {
        self.going = token;
        self
    }

    /// Leaves signals alone.
    #[must_use]
    pub fn without_signals(mut self) -> Self {
        self.signals = false;
        self
    }

    /// Fetches what to run, makes the agent of it, listens, serves, and reports how it ended until that is heard. What the agent failed
    /// with is told, not raised.
    ///
    /// # Errors
    ///
    /// When there is nothing to run: kinds `InvalidState` (the run has ended), `Superseded` (the attempt is over), `NotPermitted` or
    /// `Unauthenticated` (the credential is no run token), `Cancelled` (the host must go before there was something).
    pub async fn run<R>(self, factory: impl FnOnce(RunSpec) -> R) -> Result<HostEnd, Error>
    where
        R: Future<Output = Result<Agent, Failure>>,
    {
        if self.signals {
            signals::watch(self.going.clone());
        }
        let transport = Transport::new(&self.options)?;
        let spec = tokio::select! {
            spec = run_spec::fetch(&transport) => spec?,
            () = self.going.cancelled() => {
                return Err(Error::of_reason("REQUEST_CANCELLED", "the host must go before there was something to run"));
            }
        };
        let connection = Connection::new(transport.clone(), &self.options);
        let site = Site {
            transport,
            connection: connection.clone(),
            going: self.going,
            drain: self.drain,
        };
        let end = make(&site, spec, factory).await;
        connection.close_and_wait().await;
        Ok(end)
    }
}
