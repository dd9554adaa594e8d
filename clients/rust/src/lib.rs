//! Launch, call and host agents of a Lyceum server.
//!
//! - [`Client`] finds and calls agents, by [`Handle`]s.
//! - [`Manager`] launches them, waits for them, and ends them.
//! - [`Host`] runs an [`Agent`] for a manager's run; [`Standing`] runs one that no manager launches.
//!
//! ```no_run
//! # async fn example() -> Result<(), lyceum::Error> {
//! use lyceum::{Client, EntityId, Options};
//! let client = Client::connect(Options::new()).await?;
//! let counter = client.handle(EntityId::agent("1f0c2b1e-6f57-4b0a-9a53-0d6b1f2a7c11"));
//! let count: i64 = counter.call("increment", (2,)).await?;
//! client.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! All of it needs a Tokio runtime. Every wait can be dropped, which gives up what it waits for.

mod agent;
mod arguments;
mod backoff;
mod call;
mod client;
mod description;
mod duration;
mod entity;
mod error;
mod error_kind;
mod exchange;
mod failure;
mod handle;
mod host;
mod json;
mod json_form;
mod mailbox;
mod manager;
mod options;
mod part_buffer;
mod parts;
mod payload;
mod proto;
mod registration;
mod runtime_config;
mod status;
mod transport;

pub use agent::action::Action;
pub use agent::context::Context;
pub use agent::definition::Agent;
pub use agent::from_arguments::{Fitted, FromArguments, Named};
pub use agent::parts::Parts;
pub use arguments::{Arguments, IntoArguments};
pub use call::Call;
pub use client::{Client, NewAgent, ServerInfo};
pub use description::{ActionDescription, Description};
pub use entity::{EntityId, Role};
pub use error::{Code, Error, FieldViolation, RemoteCause};
pub use error_kind::ErrorKind;
pub use exchange::envelope::Trace;
pub use failure::Failure;
pub use handle::Handle;
pub use host::host::{Host, HostEnd};
pub use host::run_spec::RunSpec;
pub use host::standing::Standing;
pub use mailbox::{Mailbox, MailboxStats, MailboxStatus, Presence};
pub use manager::launch::Launch;
pub use manager::manager::Manager;
pub use manager::options::{Executor, LogLevel, ManagerOptions, OrphanPolicy, RetryPolicy, Warning};
pub use manager::run::{Attempt, Outcome, Run, RunState};
pub use manager::shutdown::Shutdown;
pub use manager::target::Target;
pub use manager::wait::{WaitCondition, WaitOptions, WaitResult};
pub use manager::watch::{Change, ManagerInfo, ManagerState, RunEvent};
pub use options::{Options, Tls, Token};
pub use parts::PartStream;
pub use payload::{BYTES_TYPE, FromPayload, IntoPayload, JSON_TYPE, PROTOBUF_TYPE, Payload};
pub use registration::Registration;
pub use runtime_config::RuntimeConfig;
pub use tokio_util::sync::CancellationToken;
