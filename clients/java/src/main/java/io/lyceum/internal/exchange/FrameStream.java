package io.lyceum.internal.exchange;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.internal.rpc.StatusErrors;
import io.lyceum.v1.ConnectRequest;
import io.lyceum.v1.ConnectResponse;
import io.lyceum.v1.ExchangeServiceGrpc;

/** One Connect stream. Its listener is called on the connection's loop, never after {@code ended}. */
final class FrameStream {
  /** Takes what the stream tells. */
  interface Listener {
    void received(ConnectResponse frame);

    /** There is room to write. */
    void ready();

    /** It is over: by an error, or (null) because the other side ended it well. */
    void ended(LyceumException error);
  }

  private final ClientCall<ConnectRequest, ConnectResponse> call;
  private boolean over;

  private FrameStream(ClientCall<ConnectRequest, ConnectResponse> call) {
    this.call = call;
  }

  static FrameStream open(Rpc rpc, EventLoop loop, Listener listener) {
    FrameStream stream = new FrameStream(rpc.bidi(ExchangeServiceGrpc.getConnectMethod(), loop));
    stream.call.start(stream.new Events(listener), new Metadata());
    stream.call.request(1);
    return stream;
  }

  /** Whether a frame would go out without waiting here. */
  boolean isReady() {
    return !over && call.isReady();
  }

  void write(ConnectRequest frame) {
    if (!over) call.sendMessage(frame);
  }

  /** Says that nothing more will be sent; what was written still goes out. */
  void end() {
    if (!over) call.halfClose();
  }

  private final class Events extends ClientCall.Listener<ConnectResponse> {
    private final Listener listener;

    Events(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onMessage(ConnectResponse frame) {
      if (over) return;
      listener.received(frame);
      call.request(1);
    }

    @Override
    public void onReady() {
      if (!over) listener.ready();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (over) return;
      over = true;
      listener.ended(status.isOk() ? null : StatusErrors.of(status, trailers));
    }
  }
}
