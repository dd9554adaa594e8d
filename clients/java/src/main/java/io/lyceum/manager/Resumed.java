package io.lyceum.manager;

import io.grpc.Status;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Backoff;
import io.lyceum.internal.Pause;
import io.lyceum.internal.rpc.Repeats;
import io.lyceum.internal.rpc.ServerStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Reads a stream that can be asked for again: one that is cut, or ends before it was complete, is asked for again, as long as the server comes back
 * in time.
 */
final class Resumed<T> implements AutoCloseable {
  private static final Backoff BACKOFF = new Backoff(50, 2_000);

  private final Supplier<ServerStream<T>> open;
  private final BooleanSupplier complete;
  private final Duration unreachable;
  private volatile ServerStream<T> stream;
  private volatile boolean closed;
  private int repeat;
  private boolean heard;
  private Long awaySince;

  /**
   * @param open asks for the stream, from where it was cut
   * @param complete whether the stream has told all
   * @param unreachable how long the server may stay away
   */
  Resumed(Supplier<ServerStream<T>> open, BooleanSupplier complete, Duration unreachable) {
    this.open = open;
    this.complete = complete;
    this.unreachable = unreachable;
  }

  /**
   * The next message once it is there; null at the end.
   *
   * @throws LyceumException what the stream fails with for good; UNAVAILABLE when the server stays away for too long
   */
  T next() {
    while (true) {
      if (closed) throw new ClosedException("it was closed by its reader", ErrorDetails.ofCode(Status.Code.CANCELLED));
      try {
        T message = read();
        if (message != null || complete.getAsBoolean()) return message;
      } catch (LyceumException error) {
        if (!mayGoOn(error)) throw error;
      }
      stream = null;
      heard = false;
      Pause.of(BACKOFF.delayMs(repeat++));
    }
  }

  /** Asks for the stream anew, at the next read. */
  void again() {
    stream = null;
  }

  /** Reads no more; a read under way by another thread fails. */
  @Override
  public void close() {
    closed = true;
    ServerStream<T> present = stream;
    if (present != null) present.close();
  }

  private T read() {
    if (stream == null) stream = open.get();
    T message = stream.next();
    if (message == null) return null;
    repeat = 0;
    heard = true;
    awaySince = null;
    return message;
  }

  private boolean mayGoOn(LyceumException error) {
    if (closed) return true;
    // A stream that ended with its credential may be opened again with a fresh one.
    boolean renewable = heard && error.reason().equals("TOKEN_EXPIRED");
    if (!renewable && !Repeats.mayDoBetter(error)) return false;
    if (awaySince == null) awaySince = System.nanoTime();
    return System.nanoTime() - awaySince <= unreachable.toNanos();
  }
}
