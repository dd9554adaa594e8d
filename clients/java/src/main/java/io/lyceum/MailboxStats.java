package io.lyceum;

/**
 * Counts of a mailbox since it was opened.
 *
 * @param incoming requests that were accepted for it
 * @param outgoing requests that its entity sent
 * @param completed requests to it that were answered
 * @param inProgress requests delivered and not yet answered
 * @param queued requests that wait
 * @param queuedBytes bytes of the bodies that wait
 * @param droppedAnswers late, repeated or unknown answers that were dropped
 * @param deadLetters dead letters kept
 */
public record MailboxStats(
    long incoming, long outgoing, long completed, long inProgress, long queued, long queuedBytes, long droppedAnswers, long deadLetters) {
  /** Reads counts of the API. */
  public static MailboxStats of(io.lyceum.v1.MailboxStats stats) {
    return new MailboxStats(
        stats.getIncoming(),
        stats.getOutgoing(),
        stats.getCompleted(),
        stats.getInProgress(),
        stats.getQueued(),
        stats.getQueuedBytes(),
        stats.getDroppedAnswers(),
        stats.getDeadLetters());
  }
}
