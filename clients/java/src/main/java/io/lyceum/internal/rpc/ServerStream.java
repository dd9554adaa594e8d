package io.lyceum.internal.rpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Pause;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a server streams, as it is read. Closing it gives the call up. */
public final class ServerStream<O> implements AutoCloseable {
  private record End(Status status, Metadata trailers) {}

  private final ClientCall<?, O> call;
  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

  private ServerStream(ClientCall<?, O> call) {
    this.call = call;
  }

  static <I, O> ServerStream<O> open(ClientCall<I, O> call, I request) {
    ServerStream<O> stream = new ServerStream<>(call);
    call.start(stream.new Listener(), new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  /**
   * The next message once it is there; null at the end.
   *
   * @throws LyceumException what the stream ended with; CANCELLED when the thread is interrupted
   */
  public O next() {
    Object next;
    try {
      next = arrived.take();
    } catch (InterruptedException error) {
      close();
      throw Pause.interrupted(error);
    }
    if (next instanceof End end) {
      arrived.add(end);
      if (end.status.isOk()) return null;
      throw StatusErrors.of(end.status, end.trailers);
    }
    call.request(1);
    @SuppressWarnings("unchecked")
    O message = (O) next;
    return message;
  }

  @Override
  public void close() {
    call.cancel("the reader left", null);
  }

  private final class Listener extends ClientCall.Listener<O> {
    @Override
    public void onMessage(O message) {
      arrived.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      arrived.add(new End(status, trailers));
    }
  }
}
