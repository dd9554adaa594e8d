use std::time::{Duration, SystemTime};

use crate::duration;
use crate::entity::EntityId;
use crate::error::Error;
use crate::proto;
use crate::proto::exchange_service_client::ExchangeServiceClient;
use crate::transport::Transport;

/// State of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxStatus {
    /// It accepts messages, whether or not its entity listens.
    Active,
    /// Ended for good.
    Terminated,
    /// Never registered, or forgotten.
    Missing,
}

/// Whether somebody listens to a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Somebody does now.
    Online,
    /// Somebody did once; nobody does now.
    Stale,
    /// Nobody has yet.
    Never,
}

/// Counts of a mailbox since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxStats {
    /// Requests that were accepted for it.
    pub incoming: u64,
    /// Requests that its entity sent.
    pub outgoing: u64,
    /// Requests to it that were answered.
    pub completed: u64,
    /// Requests delivered and not yet answered.
    pub in_progress: u64,
    /// Requests that wait.
    pub queued: u64,
    /// Bytes of all that waits.
    pub queued_bytes: u64,
    /// Late, repeated or unknown answers that were dropped.
    pub dropped_answers: u64,
    /// Dead letters kept.
    pub dead_letters: u64,
}

/// A mailbox as the exchange sees it.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// Its entity, with its name.
    pub entity: EntityId,
    /// Its state.
    pub status: MailboxStatus,
    /// Whether somebody listens.
    pub presence: Presence,
    /// Time since its listener was last heard; `None` when it never was.
    pub heartbeat_age: Option<Duration>,
    /// Its counts.
    pub stats: MailboxStats,
    /// The agent's types; empty for a user.
    pub lineage: Vec<String>,
    /// When it was opened.
    pub create_time: Option<SystemTime>,
}

/// Reads a mailbox from the exchange; an unknown one is `Missing`, not an error.
pub(crate) async fn fetch(transport: &Transport, entity: &EntityId) -> Result<Mailbox, Error> {
    let request = proto::GetMailboxRequest {
        entity: Some(entity.to_proto()),
    };
    let response = transport
        .unary(request, |channel, request| async move {
            ExchangeServiceClient::new(channel).get_mailbox(request).await
        })
        .await?;
    Ok(mailbox_of(response.mailbox.unwrap_or_default(), entity))
}

pub(crate) fn status_of(status: proto::MailboxStatus) -> MailboxStatus {
    match status {
        proto::MailboxStatus::Active => MailboxStatus::Active,
        proto::MailboxStatus::Terminated => MailboxStatus::Terminated,
        _ => MailboxStatus::Missing,
    }
}

fn mailbox_of(mailbox: proto::Mailbox, entity: &EntityId) -> Mailbox {
    Mailbox {
        status: status_of(mailbox.status()),
        presence: match mailbox.presence() {
            proto::Presence::Online => Presence::Online,
            proto::Presence::Stale => Presence::Stale,
            _ => Presence::Never,
        },
        heartbeat_age: mailbox.heartbeat_age.as_ref().map(duration::from_proto),
        stats: stats_of(&mailbox.stats.unwrap_or_default()),
        lineage: mailbox.lineage,
        create_time: mailbox.create_time.as_ref().and_then(duration::time_from_proto),
        entity: mailbox.entity.map_or_else(|| entity.clone(), EntityId::from_proto),
    }
}

fn stats_of(stats: &proto::MailboxStats) -> MailboxStats {
    MailboxStats {
        incoming: stats.incoming,
        outgoing: stats.outgoing,
        completed: stats.completed,
        in_progress: stats.in_progress,
        queued: stats.queued,
        queued_bytes: stats.queued_bytes,
        dropped_answers: stats.dropped_answers,
        dead_letters: stats.dead_letters,
    }
}
