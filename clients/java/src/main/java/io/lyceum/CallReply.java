package io.lyceum;

import com.fasterxml.jackson.databind.JavaType;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Workers;
import io.lyceum.internal.exchange.Answers;
import io.lyceum.internal.exchange.PartBuffer;
import io.lyceum.internal.exchange.PendingRequest;
import io.lyceum.internal.values.HandleMaker;
import io.lyceum.internal.values.Values;
import io.lyceum.v1.Envelope;

/** Completes a call with its answer, off the loop, so that what hangs on the call may block. */
final class CallReply<T> implements PendingRequest {
  private final Call<T> call;
  private final JavaType type;
  private final HandleMaker handles;

  /** Null when nobody reads parts. */
  private final PartBuffer parts;

  CallReply(Call<T> call, JavaType type, HandleMaker handles, PartBuffer parts) {
    this.call = call;
    this.type = type;
    this.handles = handles;
    this.parts = parts;
  }

  @Override
  public void answered(Envelope answer) {
    LyceumException error = Answers.errorOf(answer);
    if (error == null && parts != null) error = parts.missing(answer.getAttempt(), answer.getPart());
    if (error != null) {
      failed(error);
      return;
    }
    if (parts != null) parts.end(null);
    Workers.tell(() -> complete(new Payload(answer.getMediaType(), answer.getBody())));
  }

  @Override
  public void failed(LyceumException error) {
    if (parts != null) parts.end(error);
    Workers.tell(() -> call.fail(error));
  }

  @Override
  public void part(Envelope part) {
    if (parts != null) parts.add(part);
  }

  @Override
  public void awaited(Runnable read) {
    if (parts == null) read.run();
    else parts.whenLow(read);
  }

  private void complete(Payload result) {
    T value;
    try {
      value = Values.read(result, type, handles);
    } catch (LyceumException undecodable) {
      call.fail(undecodable);
      return;
    }
    call.answer(value);
  }
}
