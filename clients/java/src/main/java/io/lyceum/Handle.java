package io.lyceum;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.PartBuffer;
import io.lyceum.internal.values.HandleMaker;
import io.lyceum.internal.values.Json;
import io.lyceum.internal.values.Values;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.MessageKind;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A reference to an agent: call, ping, cancel, shut down. It is a value that any number of threads may use, and travels as the agent's id. Futures
 * fail with a {@link LyceumException}; a result of type {@code Handle} is a handle again.
 */
public final class Handle implements Target {
  private static final String DESCRIBE = "lyceum.describe";

  private final Messenger messenger;
  private final EntityId agent;
  private final Duration deadline;
  private final Trace trace;

  /** Made by clients, managers and contexts. */
  public Handle(Messenger messenger, EntityId agent, Duration deadline, Trace trace) {
    this.messenger = messenger;
    this.agent = agent;
    this.deadline = deadline;
    this.trace = trace;
  }

  /** The agent, which is what a handle travels as. */
  @Override
  @JsonValue
  public EntityId agent() {
    return agent;
  }

  /** The same agent, with a limit to each call: the answer is due so long after it. */
  public Handle withDeadline(Duration each) {
    return new Handle(messenger, agent, Objects.requireNonNull(each), trace);
  }

  /** The same agent, with calls that belong to a trace. */
  public Handle withTrace(Trace of) {
    return new Handle(messenger, agent, deadline, Objects.requireNonNull(of));
  }

  /** Calls an action with arguments by their place; {@code Void.class} is for results that do not matter. */
  public <T> Call<T> call(String action, Class<T> type, Object... arguments) {
    return begin(action, type, Arguments.of(arguments));
  }

  /** Calls an action with arguments by place and name. */
  public <T> Call<T> call(String action, Class<T> type, Arguments arguments) {
    return begin(action, type, arguments);
  }

  /** Calls an action whose result is of a generic type. */
  public <T> Call<T> call(String action, TypeReference<T> type, Object... arguments) {
    return begin(action, type.getType(), Arguments.of(arguments));
  }

  /** Calls an action whose result is of a generic type, with arguments by place and name. */
  public <T> Call<T> call(String action, TypeReference<T> type, Arguments arguments) {
    return begin(action, type.getType(), arguments);
  }

  /** Calls an action and reads its partial results on the way. */
  public <P, R> ActionStream<P, R> stream(String action, Class<P> part, Class<R> result, Object... arguments) {
    return stream(action, part, result, Arguments.of(arguments));
  }

  /** Calls an action with arguments by place and name, and reads its partial results on the way. */
  public <P, R> ActionStream<P, R> stream(String action, Class<P> part, Class<R> result, Arguments arguments) {
    PartBuffer parts = new PartBuffer();
    Call<R> call = new Call<>();
    send(call, new CallReply<>(call, Json.type(result), handles(), parts), action, arguments);
    return new ActionStream<>(call, parts, Json.type(part), handles());
  }

  /** Sends an action's arguments one way: nobody answers. Done once the exchange has it. */
  public CompletableFuture<Void> notify(String action, Object... arguments) {
    return notify(action, Arguments.of(arguments));
  }

  /** As {@link #notify(String, Object...)}, with arguments by place and name. */
  public CompletableFuture<Void> notify(String action, Arguments arguments) {
    try {
      messenger.assertOpen();
      Payload payload = Values.write(arguments);
      Envelope.Builder event = request(MessageKind.MESSAGE_KIND_EVENT).setAction(action);
      return messenger.post(event.setMediaType(payload.mediaType()).setBody(payload.data()));
    } catch (LyceumException error) {
      return CompletableFuture.failedFuture(error);
    }
  }

  /** Waits for a sign of life; an agent that starts gives it once it has started. Tells the time to the agent and back. */
  public CompletableFuture<Duration> ping() {
    long start = System.nanoTime();
    Call<Void> call = new Call<>();
    begin(call, new CallReply<>(call, Json.type(Void.class), handles(), null), request(MessageKind.MESSAGE_KIND_PING));
    return call.thenApply(answer -> Duration.ofNanos(System.nanoTime() - start));
  }

  /** Asks the agent what it can do. */
  public Call<AgentDescription> describe() {
    return begin(DESCRIBE, AgentDescription.class, Arguments.none());
  }

  /** Asks the agent to end; its mailbox ends as its configuration says. Done once the exchange has the request, not once the agent has ended. */
  public CompletableFuture<Void> shutdown() {
    return shutdown(request(MessageKind.MESSAGE_KIND_SHUTDOWN));
  }

  /** As {@link #shutdown()}, and says whether its mailbox ends with it. */
  public CompletableFuture<Void> shutdown(boolean terminate) {
    return shutdown(request(MessageKind.MESSAGE_KIND_SHUTDOWN).setTerminate(terminate));
  }

  @Override
  public String toString() {
    return "Handle(" + agent + ")";
  }

  private CompletableFuture<Void> shutdown(Envelope.Builder request) {
    try {
      messenger.assertOpen();
      return messenger.post(request);
    } catch (LyceumException error) {
      return CompletableFuture.failedFuture(error);
    }
  }

  private <T> Call<T> begin(String action, Type type, Arguments arguments) {
    Call<T> call = new Call<>();
    JavaType resolved = Json.type(type);
    send(call, new CallReply<>(call, resolved, handles(), null), action, arguments);
    return call;
  }

  private <T> void send(Call<T> call, CallReply<T> reply, String action, Arguments arguments) {
    Envelope.Builder request = request(MessageKind.MESSAGE_KIND_ACTION).setAction(action);
    try {
      Payload payload = Values.write(arguments);
      request.setMediaType(payload.mediaType()).setBody(payload.data());
    } catch (LyceumException error) {
      reply.failed(error);
      return;
    }
    begin(call, reply, request);
  }

  private <T> void begin(Call<T> call, CallReply<T> reply, Envelope.Builder request) {
    try {
      messenger.assertOpen();
    } catch (LyceumException error) {
      reply.failed(error);
      return;
    }
    call.tie(messenger, messenger.request(request, deadline, reply), agent);
  }

  private Envelope.Builder request(MessageKind kind) {
    Envelope.Builder request = Envelope.newBuilder().setKind(kind).setDest(agent.toProto());
    return trace == null ? request : request.setTraceparent(trace.traceparent()).setTracestate(trace.tracestate());
  }

  private HandleMaker handles() {
    return other -> new Handle(messenger, other, deadline, trace);
  }
}
