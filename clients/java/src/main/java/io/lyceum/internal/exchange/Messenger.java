package io.lyceum.internal.exchange;

import io.lyceum.EntityId;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Times;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.Failure;
import io.lyceum.v1.MessageKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** An entity's voice and ear: it sends requests and matches their answers by id, and passes requests on to who serves them. */
public final class Messenger implements SessionListener {
  /** Label of the ping by which an agent asks whether the parts that it sent so far were read. */
  public static final String PARTS_LABEL = "lyceum.parts";

  /** Bytes that a message may have beside its frame: more cannot be written at all. The exchange's own limit is lower, and its own to tell. */
  public static final int MAX_BODY_BYTES = 4 * 1_048_576 - 65_536;

  private static final long REFUSED_FOR_MS = 60_000;

  /** @param insistUntil until when, by the nano clock, a refusal that may pass is met by sending again */
  private record Call(Envelope envelope, PendingRequest pending, Future<?> timer, long insistUntil) {}

  private final EntityId entity;
  private final Rpc rpc;
  private final Connection connection;
  private final boolean serves;
  private final EventLoop loop;
  private final Session session;
  private final String prefix;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, Call> calls = new HashMap<>();
  private final Set<CompletableFuture<Void>> posts = new LinkedHashSet<>();
  private final List<Held> early = new ArrayList<>();
  private RequestServer server;
  private LyceumException unreachable;

  /**
   * Begins to listen.
   *
   * @param serves whether it will serve requests, by {@link #serve}; a user does not
   */
  public Messenger(EntityId entity, Rpc rpc, Connection connection, SessionOptions options, boolean serves) {
    this.entity = entity;
    this.rpc = rpc;
    this.connection = connection;
    this.serves = serves;
    loop = connection.loop();
    byte[] random = new byte[9];
    new SecureRandom().nextBytes(random);
    prefix = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    session = connection.open(this, options);
  }

  /** Whom it speaks for. */
  public EntityId entity() {
    return entity;
  }

  /** Calls to the server itself. */
  public Rpc rpc() {
    return rpc;
  }

  /** Where all of it happens. */
  public EventLoop loop() {
    return loop;
  }

  /** Its session; to be used on the loop. */
  public Session session() {
    return session;
  }

  /** Has requests served from now on, and those that came before; by any thread. */
  public void serve(RequestServer by) {
    loop.execute(
        () -> {
          server = by;
          if (session.over() != null) by.ended(session.over());
          List<Held> before = List.copyOf(early);
          early.clear();
          for (Held held : before) by.request(held);
        });
  }

  /** Sends a request; the id names it, to cancel it. By any thread. */
  public String request(Envelope.Builder message, Duration timeout, PendingRequest pending) {
    String id = newId();
    if (timeout != null) message.setTimeout(Times.proto(timeout));
    Envelope envelope = message.setId(id).build();
    loop.execute(() -> begin(envelope, timeout, pending));
    return id;
  }

  /** Forgets a request: its answer, when it comes, is dropped. The agent is asked to cancel it, and whether it can is nobody's concern. */
  public void abandon(String id, EntityId dest) {
    loop.execute(
        () -> {
          if (forget(id) == null || session.over() != null) return;
          Envelope.Builder cancel = Envelope.newBuilder().setId(newId()).setKind(MessageKind.MESSAGE_KIND_CANCEL);
          begin(cancel.setDest(dest.toProto()).setTargetId(id).build(), null, PendingRequest.NOBODY);
        });
  }

  /** Sends a message that owes no answer; done once the exchange has it. By any thread. */
  public CompletableFuture<Void> post(Envelope.Builder message) {
    Envelope envelope = message.setId(newId()).build();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    loop.execute(
        () -> {
          LyceumException refused = Refusals.tooLarge(envelope.getBody(), MAX_BODY_BYTES);
          if (refused == null) refused = unreachable;
          if (refused != null) {
            taken.completeExceptionally(refused);
            return;
          }
          posts.add(taken);
          session.send(
              envelope,
              error -> {
                posts.remove(taken);
                if (error == null) taken.complete(null);
                else taken.completeExceptionally(error);
              });
        });
    return taken;
  }

  /** Ends its session, once what was sent and answered is with the exchange or the limit has passed. Requests that wait for answers fail. */
  public void close(Duration limit) {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    loop.execute(
        () -> {
          LyceumException error = Refusals.closed(entity, null);
          for (String id : List.copyOf(calls.keySet())) fail(id, error);
          session.settled().thenRun(() -> settled.complete(null));
        });
    try {
      settled.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException error) {
      // What has not left by now is given up.
    } finally {
      loop.execute(() -> connection.detach(session));
    }
  }

  /** @throws LyceumException when nothing can be sent any more */
  public void assertOpen() {
    LyceumException over = session.over();
    if (over != null) throw over instanceof ClosedException ? Refusals.closed(entity, over) : over;
  }

  @Override
  public void delivered(Held held) {
    Envelope envelope = held.envelope();
    if (envelope.getKind() == MessageKind.MESSAGE_KIND_RESPONSE) {
      session.drop(held);
      // An answer that nobody waits for any more is late or a repeat; it is dropped.
      Call call = forget(envelope.getId());
      if (call != null) call.pending.answered(envelope);
    } else if (envelope.getKind() == MessageKind.MESSAGE_KIND_PING && envelope.getLabel().equals(PARTS_LABEL)) {
      partsAwaited(held);
    } else if (server != null) {
      server.request(held);
    } else if (serves) {
      early.add(held);
    } else {
      refuse(held);
    }
  }

  @Override
  public void part(Envelope envelope) {
    Call call = calls.get(envelope.getId());
    if (call != null) call.pending.part(envelope);
  }

  @Override
  public void revoked(Held held) {
    early.remove(held);
    if (server != null) server.revoked(held);
  }

  @Override
  public void ended(LyceumException error) {
    for (String id : List.copyOf(calls.keySet())) fail(id, error);
    if (server != null) server.ended(error);
  }

  @Override
  public void unreachable(LyceumException error) {
    unreachable = error;
    if (error == null) return;
    for (String id : List.copyOf(calls.keySet())) fail(id, error);
    for (CompletableFuture<Void> post : List.copyOf(posts)) post.completeExceptionally(error);
  }

  private void begin(Envelope envelope, Duration timeout, PendingRequest pending) {
    LyceumException refused = Refusals.tooLarge(envelope.getBody(), MAX_BODY_BYTES);
    if (refused == null) refused = unreachable;
    if (refused != null) {
      pending.failed(refused);
      return;
    }
    String id = envelope.getId();
    Future<?> timer = timeout == null ? null : loop.after(timeout.toMillis(), () -> fail(id, Refusals.expired(timeout)));
    long insistMs = timeout == null ? REFUSED_FOR_MS : Math.min(REFUSED_FOR_MS, timeout.toMillis());
    Call call = new Call(envelope, pending, timer, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(insistMs));
    calls.put(id, call);
    send(call);
  }

  private void send(Call call) {
    session.send(
        call.envelope,
        error -> {
          if (error != null) refused(call, error);
        });
  }

  private void refused(Call call, LyceumException error) {
    String id = call.envelope.getId();
    if (!calls.containsKey(id)) return;
    if (error.retryDelay().isPresent()) {
      long delayMs = (long) (error.retryDelay().get().toMillis() * (1 + ThreadLocalRandom.current().nextDouble()));
      if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs) - call.insistUntil < 0) {
        loop.after(
            delayMs,
            () -> {
              if (calls.containsKey(id)) send(call);
            });
        return;
      }
    }
    fail(id, error);
  }

  private void partsAwaited(Held held) {
    Runnable read =
        () -> loop.execute(() -> session.respond(held, Envelope.newBuilder().setStatus(AnswerStatus.ANSWER_STATUS_OK).build()));
    Call call = calls.get(held.envelope().getTargetId());
    if (call == null) read.run();
    else call.pending.awaited(read);
  }

  private void refuse(Held held) {
    if (held.tookCredit()) session.giveCredit();
    if (held.envelope().getKind() == MessageKind.MESSAGE_KIND_EVENT) {
      session.drop(held);
      return;
    }
    Failure failure = Failure.newBuilder().setType("Unsupported").setMessage(entity + " cannot fulfil requests").build();
    session.respond(held, Envelope.newBuilder().setStatus(AnswerStatus.ANSWER_STATUS_UNSUPPORTED).setFailure(failure).build());
  }

  private void fail(String id, LyceumException error) {
    Call call = forget(id);
    if (call != null) call.pending.failed(error);
  }

  private Call forget(String id) {
    Call call = calls.remove(id);
    if (call != null && call.timer != null) call.timer.cancel(false);
    return call;
  }

  private String newId() {
    return prefix + "." + Long.toString(count.getAndIncrement(), 36);
  }
}
