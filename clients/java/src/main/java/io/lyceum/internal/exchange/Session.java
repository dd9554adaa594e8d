package io.lyceum.internal.exchange;

import io.grpc.Status;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.v1.Attach;
import io.lyceum.v1.Delivery;
import io.lyceum.v1.Detach;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.FailedItem;
import io.lyceum.v1.SessionEvent;
import io.lyceum.v1.SessionGrant;
import io.lyceum.v1.SessionRef;
import io.lyceum.v1.SessionUpdate;
import io.lyceum.v1.Settlement;
import io.lyceum.v1.SettlementKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An entity's hold on its mailbox: it sends, receives and settles. It outlives the streams that carry it: what the exchange has not confirmed is
 * sent again, and what it holds is not delivered twice. All of it happens on the connection's loop.
 */
public final class Session {
  private final Connection connection;
  private final SessionListener listener;
  private final TokenKeeper tokens;
  private final Credits credits;
  private final Outbox outbox = new Outbox();
  private final Holdings holdings = new Holdings();

  /** Acknowledgements that an answer in the same frame makes needless, with who waits for them. */
  private final Map<Held, Runnable> due = new LinkedHashMap<>();

  private final List<CompletableFuture<Void>> settled = new ArrayList<>();
  private SessionRef resume;
  private int channel;
  private boolean granted;
  private String freshToken = "";
  private long readThrough;
  private volatile LyceumException over;

  Session(Connection connection, SessionListener listener, SessionOptions options) {
    this.connection = connection;
    this.listener = listener;
    credits = new Credits(options.window());
    tokens = new TokenKeeper(connection.loop(), options.token(), options.renewal(), this::renewed);
  }

  /** Why it is over; null while it goes on. May be asked by any thread. */
  public LyceumException over() {
    return over;
  }

  /** Its number on the present stream; 0 while it is on none. */
  int channel() {
    return channel;
  }

  void start() {
    tokens.start();
  }

  /** Sends a message; {@code taken} is told once whether the exchange has it. */
  public void send(Envelope envelope, Taken taken) {
    if (over != null) taken.told(over);
    else add(Entry.send(envelope, taken));
  }

  /** Says that a request must never come again; an answer in the same turn takes its place. {@code kept} is told once that is so for good. */
  public void acknowledge(Held held, Runnable kept) {
    if (!holds(held)) return;
    due.put(held, kept);
    connection.wake(this);
  }

  /** Answers a request. One that is not held any more was answered by the exchange; this answer is dropped then. */
  public void respond(Held held, Envelope answer) {
    if (!holds(held)) return;
    due.remove(held);
    held.closed = true;
    settle(held, SettlementKind.SETTLEMENT_KIND_RESPOND, answer, null);
  }

  /** Says that nothing is owed for a delivery and that it must not come again. */
  public void drop(Held held) {
    if (!holds(held)) return;
    held.closed = true;
    settle(held, SettlementKind.SETTLEMENT_KIND_ACKNOWLEDGE, null, null);
  }

  /** Whether a delivery is still to be settled here. */
  public boolean holds(Held held) {
    return over == null && !held.closed && holdings.has(held);
  }

  /** Lets one more request be delivered. */
  public void giveCredit() {
    if (credits.give()) connection.wake(this);
  }

  /** Done once all that was sent and settled is confirmed, or the session is over. */
  CompletableFuture<Void> settled() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    settled.add(done);
    tellSettled();
    if (!done.isDone()) connection.wake(this);
    return done;
  }

  /** Ends it from this side: what it holds is delivered again, to whoever listens next, without counting. Null when there is nobody to tell. */
  Detach detach() {
    int was = over == null ? channel : 0;
    end(new ClosedException("the session was ended by its client", ErrorDetails.ofReason("SESSION_ENDED")));
    return was == 0 ? null : Detach.newBuilder().setChannel(was).build();
  }

  /** Begins on a new stream. */
  Attach attach(int onChannel) {
    channel = onChannel;
    freshToken = "";
    Attach.Builder attach = Attach.newBuilder().setChannel(onChannel).setToken(tokens.token()).setCredits(credits.anew());
    if (resume != null) attach.setResume(resume.toBuilder().addAllHeld(holdings.sequences()));
    return attach.build();
  }

  /** Its stream is gone; it goes on with the next. */
  void cut() {
    if (granted) outbox.rewind();
    channel = 0;
    granted = false;
  }

  /** Passes on whether its server can be reached. */
  void unreachable(LyceumException error) {
    listener.unreachable(error);
  }

  /** Ends it because the server, or the connection, does not carry it any more. */
  void fail(LyceumException error) {
    if (over != null) return;
    end(error);
    listener.ended(error);
  }

  /** Takes what waits, within the budget; null when nothing does. */
  SessionUpdate take(Budget budget, boolean sendsToo) {
    if (!granted) return null;
    due.forEach((held, kept) -> settle(held, SettlementKind.SETTLEMENT_KIND_ACKNOWLEDGE, null, kept));
    due.clear();
    SessionUpdate.Builder update = SessionUpdate.newBuilder();
    while (budget.items > 0) {
      Entry entry = outbox.next(sendsToo, budget.room());
      if (entry == null) break;
      update.addItems(entry.toItem());
      budget.take(entry);
    }
    int returned = credits.take();
    if (update.getItemsCount() == 0 && returned == 0 && freshToken.isEmpty() && readThrough == 0) return null;
    update.setChannel(channel).setCredits(returned).setResultsReadThrough(readThrough).setToken(freshToken);
    freshToken = "";
    readThrough = 0;
    return update.build();
  }

  /** Whether it has more to write. */
  boolean waits(boolean sendsToo) {
    return granted && (!due.isEmpty() || outbox.waits(sendsToo));
  }

  /** Takes what the server says of it. */
  void receive(SessionEvent event) {
    if (event.hasGrant()) grant(event.getGrant(), event.getFailedList());
    if (event.getTakenThrough() > 0) confirm(event.getTakenThrough(), event.getFailedList());
    for (Delivery delivery : event.getDeliveriesList()) deliver(delivery);
    if (event.hasEnd()) serverEnded(event.getEnd().hasError() ? ItemErrors.of(event.getEnd().getError()) : null);
  }

  private void grant(SessionGrant grant, List<FailedItem> failed) {
    if (grant.getResumed()) confirm(grant.getTakenThrough(), failed);
    else restart();
    resume = SessionRef.newBuilder().setSessionId(grant.getSessionId()).setResumeToken(grant.getResumeToken()).build();
    granted = true;
    tokens.accepted();
    connection.granted();
    connection.wake(this);
    tellSettled();
  }

  private void confirm(long through, List<FailedItem> failed) {
    outbox.confirm(through, failed, this::done);
    if (!failed.isEmpty()) {
      readThrough = through;
      connection.wake(this);
    }
    tellSettled();
  }

  private void done(Entry entry, LyceumException error) {
    if (entry.settle != null && error != null && error.retryDelay().isPresent()) {
      connection.loop().after(error.retryDelay().get().toMillis(), () -> add(entry.again()));
      return;
    }
    if (entry.closes != null) holdings.drop(entry.closes);
    if (entry.taken != null) entry.taken.told(error);
  }

  private void deliver(Delivery delivery) {
    if (delivery.getSequence() == 0) {
      if (delivery.hasEnvelope()) listener.part(delivery.getEnvelope());
      return;
    }
    Holdings.Taking taking = holdings.take(delivery);
    if (taking == null) return;
    if (taking.held().tookCredit()) credits.use();
    if (taking.before() != null) revoke(taking.before());
    listener.delivered(taking.held());
  }

  private void revoke(Held held) {
    due.remove(held);
    if (held.closed) return;
    held.closed = true;
    listener.revoked(held);
  }

  private void restart() {
    outbox.restart();
    for (Held held : holdings.clear()) revoke(held);
  }

  private void serverEnded(LyceumException error) {
    cut();
    if (error == null || error.reason().equals("SESSION_ENDED")) {
      resume = null;
      restart();
      connection.reattach(this, 0);
    } else if (error.code() == Status.Code.UNAUTHENTICATED && tokens.mayRenew()) {
      tokens.renew(
          cause -> {
            if (cause == null) connection.reattach(this, 0);
            else fail(cause);
          });
    } else if (error.retryDelay().isPresent()) {
      connection.reattach(this, error.retryDelay().get().toMillis());
    } else {
      fail(error);
    }
  }

  private void renewed(String token) {
    freshToken = token;
    connection.wake(this);
  }

  private void add(Entry entry) {
    if (over != null) return;
    outbox.add(entry);
    connection.wake(this);
  }

  private void settle(Held held, SettlementKind kind, Envelope answer, Runnable kept) {
    Taken taken =
        kept == null
            ? null
            : error -> {
              if (error == null && holdings.acknowledged(held)) kept.run();
            };
    Settlement.Builder settlement = Settlement.newBuilder().setSequence(held.sequence()).setKind(kind);
    if (answer != null) settlement.setAnswer(answer);
    add(Entry.settle(held, settlement.build(), taken));
  }

  private void tellSettled() {
    if (settled.isEmpty() || (over == null && !(due.isEmpty() && outbox.isEmpty()))) return;
    List<CompletableFuture<Void>> all = List.copyOf(settled);
    settled.clear();
    for (CompletableFuture<Void> each : all) each.complete(null);
  }

  private void end(LyceumException error) {
    if (over != null) return;
    over = error;
    channel = 0;
    granted = false;
    tokens.stop();
    due.clear();
    for (Entry entry : outbox.abandon()) if (entry.taken != null) entry.taken.told(error);
    connection.forget(this);
    tellSettled();
  }
}
