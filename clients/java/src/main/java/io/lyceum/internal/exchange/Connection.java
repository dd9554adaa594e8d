package io.lyceum.internal.exchange;

import io.grpc.Status;
import io.lyceum.Options;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.UnavailableException;
import io.lyceum.internal.Backoff;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.Attach;
import io.lyceum.v1.ConnectRequest;
import io.lyceum.v1.ConnectResponse;
import io.lyceum.v1.Detach;
import io.lyceum.v1.SessionEvent;
import io.lyceum.v1.SessionUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One Connect stream that carries the sessions of all the entities in a process. All that is ready in a turn of the loop goes in one frame. When
 * the stream breaks it opens another, and the sessions go on. All but {@link #open} and {@link #close} happens on the loop.
 */
public final class Connection {
  private static final int MAX_ITEMS = 256;
  private static final int MAX_BYTES = 1_048_576;
  private static final long GOODBYE_MS = 1_000;
  private static final Backoff BACKOFF = new Backoff(50, 5_000);

  /** Statuses of the stream that trying again does not change. */
  private static final Set<Status.Code> HOPELESS =
      EnumSet.of(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED, Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED);

  private final Rpc rpc;
  private final EventLoop loop;
  private final Duration unreachableAfter;
  private final Pulse pulse;
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Map<Integer, Session> byChannel = new HashMap<>();
  private final Set<Session> ready = new LinkedHashSet<>();
  private final List<Attach> attaches = new ArrayList<>();
  private final List<Detach> detaches = new ArrayList<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private FrameStream stream;
  private int channels;
  private boolean draining;

  /** Whether the server said anything on the present stream. */
  private boolean accepted;

  private boolean flushing;
  private int repeat;
  private Future<?> reopening;
  private Future<?> givingUp;
  private UnavailableException unreachable;
  private LyceumException closed;

  /** Opens nothing until there is a session. */
  public Connection(Rpc rpc, EventLoop loop, Options options) {
    this.rpc = rpc;
    this.loop = loop;
    unreachableAfter = options.unreachable();
    pulse = new Pulse(loop, options.silence().toMillis(), rpc::renewStreams);
  }

  /** Where all of it happens. */
  public EventLoop loop() {
    return loop;
  }

  /** Opens a session on it; by any thread. */
  Session open(SessionListener listener, SessionOptions options) {
    Session session = new Session(this, listener, options);
    loop.execute(() -> add(session));
    return session;
  }

  /** Ends a session; what it holds goes to who listens next. */
  void detach(Session session) {
    Detach detach = session.detach();
    if (detach == null) return;
    detaches.add(detach);
    schedule();
  }

  /** Ends all sessions and the stream, once what was written has left or a moment has passed; by any thread but the loop. Idempotent. */
  public void close() {
    loop.execute(this::closeNow);
    try {
      over.get(GOODBYE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException error) {
      // The server does not say goodbye; it will notice.
    }
  }

  /** There is something to write. */
  void wake(Session session) {
    ready.add(session);
    schedule();
  }

  /** It must be attached again, after a delay. */
  void reattach(Session session, long delayMs) {
    byChannel.values().remove(session);
    loop.after(
        delayMs,
        () -> {
          if (stream != null && sessions.contains(session) && session.channel() == 0) attach(session);
        });
  }

  /** It is over. */
  void forget(Session session) {
    sessions.remove(session);
    ready.remove(session);
  }

  /** The server took a session in. */
  void granted() {
    repeat = 0;
    if (givingUp != null) givingUp.cancel(false);
    givingUp = null;
    if (unreachable == null) return;
    unreachable = null;
    for (Session session : List.copyOf(sessions)) session.unreachable(null);
  }

  private void add(Session session) {
    session.start();
    if (closed != null) {
      session.fail(closed);
      return;
    }
    sessions.add(session);
    if (unreachable != null) session.unreachable(unreachable);
    if (stream == null) connect();
    else attach(session);
  }

  private void closeNow() {
    if (closed != null) return;
    closed = new ClosedException("the connection is closed", ErrorDetails.ofCode(Status.Code.CANCELLED));
    flush();
    if (reopening != null) reopening.cancel(false);
    if (givingUp != null) givingUp.cancel(false);
    pulse.stop();
    if (stream == null) over.complete(null);
    else stream.end();
    for (Session session : List.copyOf(sessions)) session.fail(closed);
  }

  private void connect() {
    if (reopening != null || closed != null) return;
    beginGivingUp();
    draining = false;
    accepted = false;
    try {
      stream = FrameStream.open(rpc, loop, new Frames());
    } catch (RuntimeException error) {
      // The client is closed, or its credential cannot be had: there is no other way to the server.
      for (Session session : List.copyOf(sessions)) session.fail(LyceumException.of(error));
      return;
    }
    pulse.start();
    for (Session session : List.copyOf(sessions)) attach(session);
  }

  private void attach(Session session) {
    channels += 1;
    byChannel.put(channels, session);
    attaches.add(session.attach(channels));
    schedule();
  }

  private void ended(LyceumException error) {
    stream = null;
    pulse.stop();
    byChannel.clear();
    attaches.clear();
    detaches.clear();
    for (Session session : List.copyOf(sessions)) session.cut();
    if (closed != null) {
      over.complete(null);
      return;
    }
    // A stream that was accepted and ended with its credential may be opened again with a fresh one.
    boolean renewable = accepted && error != null && error.reason().equals("TOKEN_EXPIRED");
    if (error != null && HOPELESS.contains(error.code()) && !renewable) {
      for (Session session : List.copyOf(sessions)) session.fail(error);
      return;
    }
    if (sessions.isEmpty()) return;
    beginGivingUp();
    long delayMs = BACKOFF.delayMs(repeat++);
    if (error != null && error.retryDelay().isPresent()) delayMs = Math.max(delayMs, error.retryDelay().get().toMillis());
    reopening =
        loop.after(
            delayMs,
            () -> {
              reopening = null;
              connect();
            });
  }

  private void beginGivingUp() {
    if (givingUp != null || unreachable != null) return;
    givingUp =
        loop.after(
            unreachableAfter.toMillis(),
            () -> {
              String message = "the server has been out of reach for " + unreachableAfter.toMillis() + " ms";
              unreachable = new UnavailableException(message, ErrorDetails.ofCode(Status.Code.UNAVAILABLE));
              for (Session session : List.copyOf(sessions)) session.unreachable(unreachable);
            });
  }

  private void schedule() {
    if (flushing || stream == null) return;
    flushing = true;
    loop.execute(
        () -> {
          flushing = false;
          flush();
        });
  }

  private void flush() {
    while (stream != null && stream.isReady()) {
      ConnectRequest frame = frame();
      if (frame == null) return;
      stream.write(frame);
    }
  }

  private ConnectRequest frame() {
    Budget budget = new Budget(MAX_ITEMS, MAX_BYTES);
    ConnectRequest.Builder frame = ConnectRequest.newBuilder();
    Session unfinished = null;
    for (Iterator<Session> each = ready.iterator(); each.hasNext() && unfinished == null; ) {
      Session session = each.next();
      SessionUpdate update = session.take(budget, !draining);
      each.remove();
      if (update != null) frame.addUpdates(update);
      if (session.waits(!draining)) unfinished = session;
    }
    // The frame is full. To the end of the line, so that one busy session does not keep the others from writing.
    if (unfinished != null) ready.add(unfinished);
    if (frame.getUpdatesCount() == 0 && attaches.isEmpty() && detaches.isEmpty()) return null;
    frame.addAllAttaches(attaches).addAllDetaches(detaches);
    attaches.clear();
    detaches.clear();
    return frame.build();
  }

  private final class Frames implements FrameStream.Listener {
    @Override
    public void received(ConnectResponse frame) {
      pulse.beat();
      accepted = true;
      for (SessionEvent event : frame.getEventsList()) {
        Session session = byChannel.get(event.getChannel());
        if (session != null) session.receive(event);
      }
      if (frame.hasDrain()) draining = true;
    }

    @Override
    public void ready() {
      flush();
    }

    @Override
    public void ended(LyceumException error) {
      Connection.this.ended(error);
    }
  }
}
