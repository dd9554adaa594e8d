package io.lyceum.internal.rpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.lyceum.Options;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Backoff;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Pause;
import io.lyceum.internal.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls a server by gRPC. Errors are {@link LyceumException}s. */
public final class Rpc {
  /** Longer than any call. */
  public static final Duration FOREVER = Duration.ofDays(365);

  private static final Backoff BACKOFF = new Backoff(50, 2_000);
  private static final long GOODBYE_MS = 2_000;

  private final Channels channels;
  private final CredentialInterceptor credential;
  private final String namespace;
  private final Duration deadline;
  private volatile boolean closed;

  /** Opens nothing yet; connections come with the first calls. */
  public Rpc(Options options, EventLoop timer) {
    this(new Channels(options, timer), options.token(), options.namespace(), options.deadline());
  }

  private Rpc(Channels channels, Supplier<String> token, String namespace, Duration deadline) {
    this.channels = channels;
    this.namespace = namespace;
    this.deadline = deadline;
    credential = new CredentialInterceptor(token, namespace);
  }

  /** The same way to the server with another credential; it shares the connections, and ends with this one. */
  public Rpc withToken(String token) {
    return new Rpc(channels, () -> token, namespace, deadline);
  }

  /** As {@link #unary(MethodDescriptor, Message, Duration)} with the default deadline. */
  public <I extends Message, O> O unary(MethodDescriptor<I, O> method, I request) {
    return unary(method, request, deadline);
  }

  /** Calls and waits for the answer. A call that is safe to repeat is repeated within its deadline. */
  public <I extends Message, O> O unary(MethodDescriptor<I, O> method, I request, Duration within) {
    long until = System.nanoTime() + within.toNanos();
    for (int repeat = 0; ; repeat++) {
      try {
        return once(method, request, until);
      } catch (LyceumException error) {
        if (!Repeats.mayDoBetter(error) || !Repeats.isRepeatable(request)) throw error;
        long delayMs = Math.max(error.retryDelay().map(Duration::toMillis).orElse(0L), BACKOFF.delayMs(repeat));
        if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs) - until >= 0) throw error;
        Pause.of(delayMs);
        channels.control.hurry();
      }
    }
  }

  /** As {@link #unary(MethodDescriptor, Message)}, on a thread of its own. */
  public <I extends Message, O> CompletableFuture<O> unaryLater(MethodDescriptor<I, O> method, I request) {
    return CompletableFuture.supplyAsync(() -> unary(method, request), Workers.pool());
  }

  /** Calls and reads the answers as they come. Never repeated. */
  public <I, O> ServerStream<O> serverStream(MethodDescriptor<I, O> method, I request) {
    assertOpen();
    channels.streams.hurry();
    return ServerStream.open(streams().newCall(method, CallOptions.DEFAULT), request);
  }

  /** Makes a stream both ways, whose listener is called by the executor. */
  public <I, O> ClientCall<I, O> bidi(MethodDescriptor<I, O> method, Executor executor) {
    assertOpen();
    channels.streams.hurry();
    CallOptions options = CallOptions.DEFAULT.withExecutor(executor).withMaxOutboundMessageSize(Channels.MAX_MESSAGE_BYTES);
    return streams().newCall(method, options);
  }

  /** Gives up the connection of streams, which is dead without knowing it: they fail as unavailable, and may be opened again. */
  public void renewStreams() {
    channels.streams.renew();
  }

  /** Lets calls under way end, for a moment, and lets go of all connections. Idempotent. */
  public void close() {
    if (closed) return;
    closed = true;
    channels.close();
    CompletableFuture.delayedExecutor(GOODBYE_MS, TimeUnit.MILLISECONDS, Workers.pool()).execute(channels::closeNow);
  }

  private <I, O> O once(MethodDescriptor<I, O> method, I request, long until) {
    assertOpen();
    Channel channel = ClientInterceptors.intercept(channels.control.current(), credential);
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)
            .withMaxOutboundMessageSize(Channels.MAX_MESSAGE_BYTES);
    try {
      return ClientCalls.blockingUnaryCall(channel, method, options, request);
    } catch (StatusRuntimeException error) {
      throw StatusErrors.of(error.getStatus(), error.getTrailers());
    }
  }

  private Channel streams() {
    return ClientInterceptors.intercept(channels.streams.current(), credential);
  }

  private void assertOpen() {
    if (closed) throw new ClosedException("the client is closed", ErrorDetails.ofCode(Status.Code.CANCELLED));
  }
}
