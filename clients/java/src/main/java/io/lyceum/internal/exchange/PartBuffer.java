package io.lyceum.internal.exchange;

import io.lyceum.Payload;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.StreamBrokenException;
import io.lyceum.internal.Pause;
import io.lyceum.v1.Envelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The parts of a streamed result between the connection, which fills it, and the thread that reads them. */
public final class PartBuffer {
  /** Parts that may wait here for their reader while more are asked for. The sender itself stops at 64 that it was not told of. */
  private static final int LOW = 32;

  private final Deque<Payload> parts = new ArrayDeque<>();
  private final List<Runnable> low = new ArrayList<>();
  private int attempt;
  private int next;
  private int handedOut;
  private boolean ended;
  private LyceumException error;

  /** What is wrong with the parts so far, when an attempt has ended after so many; null when nothing is. */
  public synchronized LyceumException missing(int ofAttempt, int count) {
    if (ofAttempt > attempt && restart(ofAttempt)) return begunAgain();
    return next >= count ? null : broken((count - next) + " of " + count + " parts were lost on the way");
  }

  /** Takes a part; a repeat is dropped. */
  public synchronized void add(Envelope part) {
    if (ended || part.getAttempt() < attempt) return;
    if (part.getAttempt() > attempt && restart(part.getAttempt())) {
      end(begunAgain());
      return;
    }
    if (part.getPart() < next) return;
    if (part.getPart() > next) {
      end(broken("part " + next + " was lost on the way"));
      return;
    }
    next += 1;
    parts.add(new Payload(part.getMediaType(), part.getBody()));
    notifyAll();
  }

  /**
   * The next part once it is there; null at the end.
   *
   * @throws LyceumException what the stream failed with
   */
  public synchronized Payload next() {
    while (parts.isEmpty() && !ended) {
      tellLow();
      try {
        wait();
      } catch (InterruptedException interruption) {
        throw Pause.interrupted(interruption);
      }
    }
    Payload part = parts.poll();
    if (part == null && error != null) throw error;
    if (part != null) handedOut += 1;
    tellLow();
    return part;
  }

  /** Calls once few parts wait here. */
  public synchronized void whenLow(Runnable call) {
    low.add(call);
    tellLow();
  }

  /** No more parts come; those that wait can still be read, and then it fails with the error, if there is one. */
  public synchronized void end(LyceumException with) {
    if (!ended) error = with;
    ended = true;
    notifyAll();
    tellAll();
  }

  /** Forgets the parts of an attempt before; true when some were read. */
  private boolean restart(int with) {
    attempt = with;
    next = 0;
    parts.clear();
    return handedOut > 0;
  }

  private void tellLow() {
    if (parts.size() <= LOW) tellAll();
  }

  private void tellAll() {
    List<Runnable> all = List.copyOf(low);
    low.clear();
    all.forEach(Runnable::run);
  }

  private static StreamBrokenException begunAgain() {
    return broken("the stream began again, on another host, after parts of it were read");
  }

  private static StreamBrokenException broken(String message) {
    return new StreamBrokenException(message, ErrorDetails.none());
  }
}
