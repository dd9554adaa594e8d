package io.lyceum;

import io.lyceum.internal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A mailbox as the exchange sees it.
 *
 * @param entity whose it is
 * @param status its status
 * @param presence whether somebody listens
 * @param heartbeatAge time since its listener was last heard; absent when it never was
 * @param stats its counts
 * @param lineage the agent's types; empty for a user
 * @param createTime when it was opened; absent for one that is missing
 */
public record Mailbox(
    EntityId entity,
    MailboxStatus status,
    Presence presence,
    Optional<Duration> heartbeatAge,
    MailboxStats stats,
    List<String> lineage,
    Optional<Instant> createTime) {
  /** Reads a mailbox of the API. */
  public static Mailbox of(io.lyceum.v1.Mailbox mailbox, EntityId entity) {
    return new Mailbox(
        mailbox.hasEntity() ? EntityId.of(mailbox.getEntity()) : entity,
        MailboxStatus.of(mailbox.getStatus()),
        Presence.of(mailbox.getPresence()),
        mailbox.hasHeartbeatAge() ? Optional.of(Times.of(mailbox.getHeartbeatAge())) : Optional.empty(),
        MailboxStats.of(mailbox.getStats()),
        List.copyOf(mailbox.getLineageList()),
        mailbox.hasCreateTime() ? Optional.of(Times.of(mailbox.getCreateTime())) : Optional.empty());
  }
}
