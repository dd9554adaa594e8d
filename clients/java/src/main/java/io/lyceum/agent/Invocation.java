package io.lyceum.agent;

import io.lyceum.Failure;
import io.lyceum.Payload;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Failures;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.values.Json;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Finds the action that a request names, makes its arguments, and runs its code. */
final class Invocation {
  private static final String DESCRIBE = "lyceum.describe";
  private static final Set<String> DEFAULT_TYPES = Set.of(Payload.JSON, Payload.PROTOBUF, Payload.BYTES);

  /**
   * A request that fits an action; or (not null) what it is refused with.
   *
   * @param arguments what it brings
   * @param entry the action
   * @param refusal why not
   */
  record Prepared(ReceivedArguments arguments, Agent.Entry entry, Envelope refusal) {}

  private final Agent agent;
  private final Messenger messenger;
  private final Set<String> allowed;

  /** @param allowed media types accepted in arguments; empty means JSON, protobuf and raw bytes */
  Invocation(Agent agent, Messenger messenger, List<String> allowed) {
    this.agent = agent;
    this.messenger = messenger;
    this.allowed = allowed.isEmpty() ? DEFAULT_TYPES : Set.copyOf(allowed);
  }

  Prepared prepare(RunningAction action) {
    Envelope request = action.held().envelope();
    String name = request.getAction();
    Agent.Entry entry = name.equals(DESCRIBE) ? describe() : agent.actions().get(name);
    if (entry == null) {
      String message = agent.lineage().get(0) + " does not have an action named \"" + name + "\"; ask it by " + DESCRIBE + " what it has";
      return refused(AnswerStatus.ANSWER_STATUS_ACTION_NOT_FOUND, "ActionNotFound", message);
    }
    Payload payload = new Payload(request.getMediaType(), request.getBody());
    if (!payload.data().isEmpty() && !allowed.contains(payload.baseType())) {
      String message = "the agent does not accept arguments of type " + payload.baseType() + ", but " + String.join(", ", allowed);
      return refused(AnswerStatus.ANSWER_STATUS_INVALID_ARGUMENTS, "MediaTypeNotAllowed", message);
    }
    try {
      ReceivedArguments arguments = ReceivedArguments.of(payload, action::handle);
      List<Parameter> parameters = entry.action().parameters();
      return new Prepared(parameters == null ? arguments : arguments.fit(parameters), entry, null);
    } catch (LyceumException error) {
      String message = "arguments of " + name + ": " + error.getMessage();
      return refused(AnswerStatus.ANSWER_STATUS_INVALID_ARGUMENTS, "InvalidArguments", message);
    }
  }

  /** Runs an action's code on this thread, and tells how it is to be answered; it never throws. */
  void perform(RunningAction action, Prepared prepared, Consumer<Envelope> answered) {
    if (!action.enter()) {
      answered.accept(Answer.not(AnswerStatus.ANSWER_STATUS_CANCELLED, Failure.of("Cancelled", "cancelled before it began")));
      return;
    }
    PartStream parts = new PartStream(messenger, action.held());
    action.streams(parts);
    Object result = null;
    Throwable thrown = null;
    try {
      result = prepared.entry.code().run(new ActionContext(action, prepared.arguments), parts);
      parts.flush();
    } catch (Throwable error) {
      thrown = error;
      flushQuietly(parts);
    } finally {
      action.leave();
    }
    String name = action.held().envelope().getAction();
    if (thrown != null) {
      answered.accept(failed(name, thrown, parts.count()));
    } else if (result instanceof CompletionStage<?> stage) {
      stage.whenComplete(
          (value, error) -> answered.accept(error == null ? encoded(name, value, 0) : failed(name, Failures.unwrap(error), parts.count())));
    } else {
      answered.accept(encoded(name, result, parts.count()));
    }
  }

  private static Envelope encoded(String action, Object result, int parts) {
    try {
      return Answer.of(action, result, parts);
    } catch (Throwable error) {
      return Answer.failed(error, parts);
    }
  }

  private static Envelope failed(String action, Throwable thrown, int parts) {
    if (!(thrown instanceof ReceivedArguments.Misfit)) return Answer.failed(thrown, parts);
    Failure failure = Failure.of("InvalidArguments", "arguments of " + action + ": " + thrown.getMessage()).asNonRetryable();
    return Answer.not(AnswerStatus.ANSWER_STATUS_INVALID_ARGUMENTS, failure).toBuilder().setPart(parts).build();
  }

  /** The parts so far go first: an answer ends the stream. */
  private static void flushQuietly(PartStream parts) {
    try {
      Thread.interrupted();
      parts.flush();
    } catch (InterruptedException | LyceumException error) {
      // What the code threw is told.
    } finally {
      parts.stop();
    }
  }

  private Agent.Entry describe() {
    return new Agent.Entry(Action.named(DESCRIBE).redeliverable(), (context, parts) -> description(), false);
  }

  private Map<String, Object> description() {
    List<Object> actions = new ArrayList<>();
    new TreeMap<>(agent.actions()).values().forEach(entry -> actions.add(description(entry)));
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("lineage", agent.lineage());
    description.put("doc", agent.doc());
    description.put("actions", actions);
    description.put("loops", new TreeSet<>(agent.loops().keySet()));
    return description;
  }

  private static Map<String, Object> description(Agent.Entry entry) {
    Action action = entry.action();
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", action.name());
    description.put("doc", action.doc());
    description.put("argumentsSchema", action.parameters() == null ? "" : text(Parameter.schemaOf(action.parameters())));
    description.put("resultSchema", action.result() == null ? "" : text(Parameter.schemaOf(action.result())));
    description.put("streaming", entry.streaming());
    description.put("redeliverable", action.isRedeliverable());
    return description;
  }

  private static String text(Object schema) {
    return Json.write(schema).toStringUtf8();
  }

  private static Prepared refused(AnswerStatus status, String type, String message) {
    return new Prepared(null, null, Answer.not(status, Failure.of(type, message).asNonRetryable()));
  }
}
