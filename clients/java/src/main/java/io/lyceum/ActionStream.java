package io.lyceum;

import com.fasterxml.jackson.databind.JavaType;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.StreamBrokenException;
import io.lyceum.internal.exchange.PartBuffer;
import io.lyceum.internal.values.HandleMaker;
import io.lyceum.internal.values.Values;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A call that streams partial results: loop over it for the parts, then ask for what it returned. The agent goes no faster than they are read.
 *
 * <pre>{@code
 * try (var countdown = counter.stream("countdown", Integer.class, String.class, 3)) {
 *   for (int number : countdown) System.out.println(number);
 *   System.out.println(countdown.result().await());
 * }
 * }</pre>
 *
 * @param <P> type of the parts
 * @param <R> type of the result
 */
public final class ActionStream<P, R> implements Iterable<P>, AutoCloseable {
  private final Call<R> result;
  private final PartBuffer parts;
  private final JavaType type;
  private final HandleMaker handles;
  private boolean looped;

  ActionStream(Call<R> result, PartBuffer parts, JavaType type, HandleMaker handles) {
    this.result = result;
    this.parts = parts;
    this.type = type;
    this.handles = handles;
  }

  /**
   * The parts, in order; its methods wait for them. It can be had once.
   *
   * @throws IllegalStateException when it was had before
   */
  @Override
  public Iterator<P> iterator() {
    if (looped) throw new IllegalStateException("the parts of a call can be read once");
    looped = true;
    return new Parts();
  }

  /** What the stream returned; done once all parts were sent. */
  public Call<R> result() {
    return result;
  }

  /** Cancels the call, unless it has ended. */
  @Override
  public void close() {
    if (result.isDone()) return;
    result.cancel(true);
    parts.end(new StreamBrokenException("the stream was closed", ErrorDetails.none()));
  }

  private final class Parts implements Iterator<P> {
    private Payload next;

    @Override
    public boolean hasNext() {
      if (next == null) next = parts.next();
      return next != null;
    }

    @Override
    public P next() {
      if (!hasNext()) throw new NoSuchElementException();
      Payload part = next;
      next = null;
      return Values.read(part, type, handles);
    }
  }
}
