use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::entity::EntityId;
use crate::error::Error;
use crate::exchange::connection::Connection;
use crate::exchange::messenger::Messenger;
use crate::exchange::session::{SessionOptions, WINDOW};
use crate::exchange::token_keeper::{EntityToken, renewal};
use crate::handle::Handle;
use crate::mailbox::{self, Mailbox, MailboxStatus};
use crate::options::Options;
use crate::proto;
use crate::proto::exchange_service_client::ExchangeServiceClient;
use crate::registration::{Registration, present, request_id};
use crate::transport::Transport;

pub use crate::proto::GetServerInfoResponse as ServerInfo;

/// Time to say goodbye in.
const GOODBYE: Duration = Duration::from_secs(5);
const PAGE: u32 = 1_000;

/// An agent to register that no manager launches.
#[derive(Clone, Debug, Default)]
pub struct NewAgent {
    /// Its types, from its own to the most general.
    pub lineage: Vec<String>,
    /// For people; may be empty.
    pub name: String,
    /// Empty means that the server makes one.
    pub uid: String,
}

/// The exchange, in the name of a user of its own: finding agents, calling them, ending mailboxes. Cheap to clone.
///
/// Close it in the end: the user's mailbox is then terminated. Dropping the last clone (and handle) of it lets the connection go and leaves
/// the mailbox behind.
#[derive(Clone)]
pub struct Client {
    messenger: Arc<Messenger>,
    call_timeout: Option<Duration>,
    closed: Arc<OnceCell<()>>,
}

impl Client {
    /// Registers a user and connects. The server may come later: it is tried until the options' timeout is over.
    ///
    /// # Errors
    ///
    /// Kinds `Unavailable` when no server comes in time, `Unauthenticated`, `NotPermitted`, `QuotaExceeded`; `InvalidRequest` for options
    /// that cannot be used.
    pub async fn connect(options: Options) -> Result<Self, Error> {
        let transport = Transport::new(&options)?;
        let request = proto::RegisterUserRequest {
            request_id: request_id(),
            name: options.name.clone(),
            uid: String::new(),
        };
        let registration = register_user(&transport, request).await?;
        let token = EntityToken::of(&registration);
        let entity = EntityId::from_proto(present(registration.entity, "entity")?);
        let connection = Connection::new(transport.clone(), &options);
        let (renewing, user) = (transport.clone(), entity.clone());
        let renew = renewal(move || {
            let (transport, EntityId { uid, name, .. }) = (renewing.clone(), user.clone());
            async move {
                let request = proto::RegisterUserRequest {
                    request_id: request_id(),
                    name,
                    uid,
                };
                Ok(EntityToken::of(&register_user(&transport, request).await?))
            }
        });
        let session = SessionOptions {
            token,
            renew: Some(renew),
            window: WINDOW,
        };
        let messenger = Messenger::open(entity, transport, &connection, session, false);
        Ok(Self {
            messenger,
            call_timeout: options.call_timeout,
            closed: Arc::default(),
        })
    }

    /// In whose name it acts.
    pub fn id(&self) -> &EntityId {
        &self.messenger.entity
    }

    /// A handle of an agent.
    pub fn handle(&self, agent: impl Into<EntityId>) -> Handle {
        Handle::new(self.messenger.clone(), agent.into(), self.call_timeout)
    }

    /// Registers agents that no manager launches, all or none, in order.
    ///
    /// # Errors
    ///
    /// Kinds `AlreadyExists` (a uid is somebody else's), `MailboxTerminated`, `QuotaExceeded`.
    pub async fn register_agents(&self, agents: Vec<NewAgent>) -> Result<Vec<Registration>, Error> {
        register_agents(&self.messenger.transport, agents).await
    }

    /// Active agents of a type and, unless `exact`, of those derived from it, in the order of their registration. An empty type means all.
    ///
    /// # Errors
    ///
    /// Kinds `Unauthenticated`, `Unavailable`.
    pub async fn discover(&self, agent_type: &str, exact: bool) -> Result<Vec<EntityId>, Error> {
        let mut found = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = proto::DiscoverRequest {
                r#type: agent_type.to_owned(),
                exact,
                page_size: PAGE,
                page_token,
            };
            let page = self
                .messenger
                .transport
                .unary(request, |channel, request| async move {
                    ExchangeServiceClient::new(channel).discover(request).await
                })
                .await?;
            found.extend(page.agents.into_iter().map(EntityId::from_proto));
            if page.next_page_token.is_empty() {
                return Ok(found);
            }
            page_token = page.next_page_token;
        }
    }

    /// A mailbox as the exchange sees it; an unknown one is `Missing`, not an error.
    ///
    /// # Errors
    ///
    /// Kinds `Unauthenticated`, `Unavailable`.
    pub async fn mailbox(&self, entity: &EntityId) -> Result<Mailbox, Error> {
        mailbox::fetch(&self.messenger.transport, entity).await
    }

    /// Ends a mailbox for good and answers all that it owes. One that is unknown or has ended is left as it is.
    ///
    /// # Errors
    ///
    /// Kinds `NotPermitted`, `Unavailable`.
    pub async fn terminate(&self, entity: &EntityId) -> Result<MailboxStatus, Error> {
        terminate(&self.messenger.transport, entity, self.messenger.transport.timeout()).await
    }

    /// Version, limits and capabilities of the server.
    ///
    /// # Errors
    ///
    /// Kind `Unavailable`.
    pub async fn server_info(&self) -> Result<ServerInfo, Error> {
        self.messenger
            .transport
            .unary(proto::GetServerInfoRequest {}, |channel, request| async move {
                ExchangeServiceClient::new(channel).get_server_info(request).await
            })
            .await
    }

    /// Ends it: calls under way fail, what was sent still leaves, and the user's mailbox is terminated. Never fails; idempotent.
    pub async fn close(&self) {
        let close = || async {
            self.messenger.close(GOODBYE).await;
            // A server that is gone keeps the mailbox for nobody; that is not worth failing for.
            let _ = terminate(&self.messenger.transport, self.id(), GOODBYE).await;
            self.messenger.connection().close_and_wait().await;
        };
        self.closed.get_or_init(close).await;
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.messenger.transport
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        self.messenger.connection()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Client({} at {})",
            self.id(),
            self.messenger.transport.origin().trim_end()
        )
    }
}

pub(crate) async fn register_agents(transport: &Transport, agents: Vec<NewAgent>) -> Result<Vec<Registration>, Error> {
    let agents = agents
        .into_iter()
        .map(|NewAgent { lineage, name, uid }| proto::AgentRegistration { name, lineage, uid })
        .collect();
    let request = proto::RegisterAgentsRequest {
        request_id: request_id(),
        agents,
    };
    let response = transport
        .unary(request, |channel, request| async move {
            ExchangeServiceClient::new(channel).register_agents(request).await
        })
        .await?;
    response
        .registrations
        .into_iter()
        .map(Registration::from_proto)
        .collect()
}

pub(crate) async fn terminate(
    transport: &Transport,
    entity: &EntityId,
    limit: Duration,
) -> Result<MailboxStatus, Error> {
    let request = proto::TerminateRequest {
        entity: Some(entity.to_proto()),
    };
    let response = transport
        .unary_within(limit, request, |channel, request| async move {
            ExchangeServiceClient::new(channel).terminate(request).await
        })
        .await?;
    Ok(mailbox::status_of(response.status()))
}

async fn register_user(
    transport: &Transport,
    request: proto::RegisterUserRequest,
) -> Result<proto::Registration, Error> {
    let response = transport
        .unary(request, |channel, request| async move {
            ExchangeServiceClient::new(channel).register_user(request).await
        })
        .await?;
    present(response.registration, "registration")
}
