use crate::arguments::{Arguments, IntoArguments};
use crate::entity::EntityId;
use crate::error::Error;
use crate::manager::options::RetryPolicy;
use crate::proto;
use crate::runtime_config::RuntimeConfig;

/// What to launch, and how.
///
/// ```
/// let launch = lyceum::Launch::kind("counter").args((10,)).executor("processes").name("far").retries(2);
/// ```
#[derive(Clone, Debug)]
pub struct Launch {
    kind: String,
    arguments: Result<Arguments, Error>,
    config: Option<RuntimeConfig>,
    executor: String,
    name: String,
    registration: Option<EntityId>,
    relaunch: bool,
    retry: Option<RetryPolicy>,
    lineage: Vec<String>,
}

impl Launch {
    /// A kind of the operator's catalogue.
    pub fn kind(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            arguments: Ok(Arguments::default()),
            config: None,
            executor: String::new(),
            name: String::new(),
            registration: None,
            relaunch: false,
            retry: None,
            lineage: Vec::new(),
        }
    }

    /// An agent that its host brings, on an executor of the driver `external`: its types, from its own to the most general.
    pub fn external<T: Into<String>>(lineage: impl IntoIterator<Item = T>) -> Self {
        Self {
            lineage: lineage.into_iter().map(Into::into).collect(),
            ..Self::kind("")
        }
    }

    /// Arguments of the agent.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoArguments) -> Self {
        self.arguments = arguments.into_arguments();
        self
    }

    /// Adds an argument by name.
    #[must_use]
    pub fn arg<T: serde::Serialize>(mut self, name: impl Into<String>, value: T) -> Self {
        self.arguments = self.arguments.and_then(|arguments| arguments.with(name, value));
        self
    }

    /// How it behaves around its life.
    #[must_use]
    pub fn config(mut self, config: RuntimeConfig) -> Self {
        self.config = Some(config);
        self
    }

    /// Executor. Default the manager's default.
    #[must_use]
    pub fn executor(mut self, name: impl Into<String>) -> Self {
        self.executor = name.into();
        self
    }

    /// For people; a registration's own wins.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// An agent that was registered before. Default it is registered now.
    #[must_use]
    pub fn registration(mut self, agent: impl Into<EntityId>) -> Self {
        self.registration = Some(agent.into());
        self
    }

    /// Runs a registration again that this manager has run before.
    #[must_use]
    pub fn relaunch(mut self) -> Self {
        self.relaunch = true;
        self
    }

    /// In place of the manager's policy.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// So many runs after the first, at once, in place of the manager's policy.
    #[must_use]
    pub fn retries(self, max_retries: u32) -> Self {
        self.retry(RetryPolicy::retries(max_retries))
    }

    /// Writes it for the API.
    pub(crate) fn into_proto(self) -> Result<proto::LaunchSpec, Error> {
        let payload = self.arguments?.encode()?;
        let arguments = (!payload.data.is_empty()).then_some(proto::Payload {
            media_type: payload.media_type,
            data: payload.data,
        });
        let lineage = if self.registration.is_some() {
            Vec::new()
        } else {
            self.lineage
        };
        Ok(proto::LaunchSpec {
            kind: self.kind,
            arguments,
            config: self.config.as_ref().map(RuntimeConfig::to_proto),
            executor: self.executor,
            name: self.name,
            registration: self.registration.as_ref().map(EntityId::to_proto),
            relaunch: self.relaunch,
            retry: self.retry.as_ref().map(RetryPolicy::to_proto),
            lineage,
        })
    }
}

impl From<&str> for Launch {
    fn from(kind: &str) -> Self {
        Self::kind(kind)
    }
}

/// Cuts launches into calls of a bounded number and size.
pub(crate) fn steps(specs: Vec<proto::LaunchSpec>) -> Vec<Vec<proto::LaunchSpec>> {
    const MAX_STEP: usize = 500;
    const MAX_STEP_BYTES: usize = 1_048_576;
    const SPEC_BYTES: usize = 256;
    let mut steps: Vec<Vec<proto::LaunchSpec>> = Vec::new();
    let mut bytes = 0;
    for spec in specs {
        let size = SPEC_BYTES + spec.arguments.as_ref().map_or(0, |arguments| arguments.data.len());
        bytes += size;
        match steps.last_mut() {
            Some(step) if step.len() < MAX_STEP && bytes <= MAX_STEP_BYTES => step.push(spec),
            _ => {
                bytes = size;
                steps.push(vec![spec]);
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_batches_by_number_and_size() {
        let spec = |bytes: usize| proto::LaunchSpec {
            arguments: Some(proto::Payload {
                media_type: String::new(),
                data: vec![b' '; bytes].into(),
            }),
            ..proto::LaunchSpec::default()
        };
        let sizes = |specs: Vec<_>| steps(specs).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![]), Vec::<usize>::new());
        assert_eq!(sizes((0..1_001).map(|_| spec(0)).collect()), [500, 500, 1]);
        assert_eq!(
            sizes(vec![spec(2_000_000), spec(600_000), spec(300_000), spec(200_000)]),
            [1, 2, 1]
        );
    }
}
