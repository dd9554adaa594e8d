package io.lyceum.agent;

/** An action's code. */
@FunctionalInterface
public interface ActionHandler {
  /**
   * Does what is asked for, on a thread of its own, which is interrupted when the action is cancelled. What it throws, of any kind, is the caller's
   * failure.
   *
   * @return the result: bytes, a payload, a protobuf message, or what Jackson can write; a {@code CompletionStage} is answered once it is done
   */
  Object run(ActionContext context) throws Exception;
}
