package io.lyceum.agent;

import com.google.protobuf.ByteString;
import io.lyceum.Payload;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.exchange.Held;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.PendingRequest;
import io.lyceum.internal.values.Values;
import io.lyceum.v1.EntityId;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.MessageKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Sends the parts of a streamed result, in order and no faster than they are read. The exchange refuses a part whose reader is behind; that part and
 * those after it are then sent again. The reader's program is asked now and then whether it has read what it got.
 */
final class PartStream implements PartSink {
  /** Parts that may be on their way to the exchange. */
  private static final int MAX_UNCONFIRMED = 32;

  /** After so many parts the reader is asked whether it has read them; twice as many may be unread. */
  private static final int ASK_EVERY = 32;

  private final Messenger messenger;
  private final String id;
  private final EntityId reader;
  private final Deque<Envelope> unconfirmed = new ArrayDeque<>();
  private int count;
  private int read;

  /** Counts resends, so that refusals of what was sent before are known. */
  private int round;

  private LyceumException error;
  private boolean stopped;

  PartStream(Messenger messenger, Held held) {
    this.messenger = messenger;
    id = held.envelope().getId();
    reader = held.envelope().getSrc();
  }

  /** How many parts there were. */
  synchronized int count() {
    return count;
  }

  @Override
  public synchronized void send(Object value) throws InterruptedException {
    Payload payload = Values.write(value);
    if (payload.data().size() > Messenger.MAX_BODY_BYTES) throw tooLarge(payload.data());
    Envelope.Builder part = Envelope.newBuilder().setId(id).setKind(MessageKind.MESSAGE_KIND_PART).setDest(reader).setPart(count);
    Envelope envelope = part.setMediaType(payload.mediaType()).setBody(payload.data()).build();
    count += 1;
    unconfirmed.add(envelope);
    write(envelope);
    if (count % ASK_EVERY == 0) ask();
    until(() -> unconfirmed.size() < MAX_UNCONFIRMED && count - read < 2 * ASK_EVERY);
    if (stopped) throw new InterruptedException("the action was cancelled");
  }

  /** Waits until the exchange has all parts, so that the answer comes after them. */
  synchronized void flush() throws InterruptedException {
    until(unconfirmed::isEmpty);
  }

  /** Nobody wants the parts any more; waits end at once. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private void write(Envelope part) {
    int now = round;
    messenger.loop().execute(() -> messenger.session().send(part, refusal -> told(part, now, refusal)));
  }

  private synchronized void told(Envelope part, int ofRound, LyceumException refusal) {
    if (refusal == null) confirmed(part);
    else if (ofRound == round) refused(refusal);
  }

  private void confirmed(Envelope part) {
    while (!unconfirmed.isEmpty() && unconfirmed.peek().getPart() <= part.getPart()) unconfirmed.remove();
    notifyAll();
  }

  private void refused(LyceumException refusal) {
    round += 1;
    if (refusal.retryDelay().isEmpty()) {
      error = refusal;
      notifyAll();
      return;
    }
    messenger.loop().after(refusal.retryDelay().get().toMillis(), this::resend);
  }

  private synchronized void resend() {
    if (!stopped) List.copyOf(unconfirmed).forEach(this::write);
  }

  private void ask() {
    Envelope.Builder ping = Envelope.newBuilder().setKind(MessageKind.MESSAGE_KIND_PING).setDest(reader);
    messenger.request(ping.setLabel(Messenger.PARTS_LABEL).setTargetId(id), null, new Asked());
  }

  private synchronized void wasRead() {
    read += ASK_EVERY;
    notifyAll();
  }

  private void until(BooleanSupplier met) throws InterruptedException {
    while (!stopped && !met.getAsBoolean()) {
      if (error != null) throw error;
      wait();
    }
  }

  private static LyceumException tooLarge(ByteString body) {
    return Answer.tooLarge("a part has " + body.size() + " bytes, no message may have more than " + Messenger.MAX_BODY_BYTES);
  }

  /** Whatever comes back, and be it that the reader does not answer such questions, says that it keeps up or is gone. */
  private final class Asked implements PendingRequest {
    @Override
    public void answered(Envelope answer) {
      wasRead();
    }

    @Override
    public void failed(LyceumException why) {
      wasRead();
    }
  }
}
