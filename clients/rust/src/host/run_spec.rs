use crate::agent::from_arguments::{FromArguments, fit};
use crate::arguments;
use crate::entity::EntityId;
use crate::error::Error;
use crate::exchange::token_keeper::EntityToken;
use crate::payload::Payload;
use crate::proto;
use crate::proto::runner_service_client::RunnerServiceClient;
use crate::registration::present;
use crate::runtime_config::RuntimeConfig;
use crate::transport::Transport;
use std::time::Duration;

/// What a host is to run: one attempt of a run.
#[derive(Clone, Debug)]
pub struct RunSpec {
    /// The run.
    pub run_id: String,
    /// The attempt, from 1.
    pub attempt: u32,
    /// The agent.
    pub agent: EntityId,
    /// Its types, from its own to the most general.
    pub lineage: Vec<String>,
    /// Kind in the catalogue; empty where the host brings the agent.
    pub kind: String,
    /// How it behaves around its life.
    pub config: RuntimeConfig,
    arguments: Payload,
    pub(crate) token: EntityToken,
    /// Credential of this very attempt.
    pub(crate) run_token: String,
}

impl RunSpec {
    /// Arguments that it was launched with, in their order (a tuple) or by name ([`Named`](crate::Named)).
    ///
    /// # Errors
    ///
    /// Reason `INVALID_ARGUMENTS` when they do not fit.
    pub fn arguments<A: FromArguments>(&self) -> Result<A, Error> {
        self.arguments_by(&[])
    }

    /// As [`arguments`](Self::arguments), with the names of the parameters, so that each argument can come either way.
    ///
    /// # Errors
    ///
    /// Reason `INVALID_ARGUMENTS` when they do not fit.
    pub fn arguments_by<A: FromArguments>(&self, parameters: &[&str]) -> Result<A, Error> {
        let names: Vec<_> = parameters.iter().map(ToString::to_string).collect();
        A::from_arguments(fit(arguments::decode(self.arguments.clone())?, &names)?)
    }

    fn from_proto(spec: proto::RunSpec) -> Result<Self, Error> {
        let registration = present(spec.agent, "registration")?;
        let token = EntityToken::of(&registration);
        let arguments = spec.arguments.unwrap_or_default();
        Ok(Self {
            run_id: spec.run_id,
            attempt: spec.attempt,
            agent: EntityId::from_proto(present(registration.entity, "entity")?),
            lineage: registration.lineage,
            kind: spec.kind,
            config: RuntimeConfig::from_proto(spec.config.unwrap_or_default()),
            arguments: Payload {
                media_type: arguments.media_type,
                data: arguments.data,
            },
            token,
            run_token: spec.run_token,
        })
    }
}

/// Trades a run token (the transport's credential) for what to run; waits until there is something.
///
/// # Errors
///
/// Kinds `InvalidState` (the run has ended), `Superseded` (the attempt is over), `NotPermitted` (the credential is no run token).
pub(crate) async fn fetch(transport: &Transport) -> Result<RunSpec, Error> {
    loop {
        let fetched = transport
            .unary_within(
                Duration::MAX,
                proto::GetRunSpecRequest {},
                |channel, request| async move { RunnerServiceClient::new(channel).get_run_spec(request).await },
            )
            .await;
        match fetched {
            Ok(response) => return RunSpec::from_proto(present(response.spec, "run spec")?),
            // No attempt began in time: it is asked for again.
            Err(error) if error.reason() == "EXPIRED" => {}
            Err(error) => return Err(error),
        }
    }
}
