package io.lyceum;

/**
 * What went wrong inside an agent or its host, in any language: data.
 *
 * @param type name of the error's class or kind
 * @param message one sentence for people
 * @param stack stack trace in the language's own format; empty means none
 * @param nonRetryable whether running again cannot help
 * @param cause what led to it; null means nothing else did
 * @param language language of the program that failed; empty for failures that the server states
 */
public record Failure(String type, String message, String stack, boolean nonRetryable, Failure cause, String language) {
  /** Reads a failure of the API. */
  public static Failure of(io.lyceum.v1.Failure failure) {
    return new Failure(
        failure.getType(),
        failure.getMessage(),
        failure.getStack(),
        failure.getNonRetryable(),
        failure.hasCause() ? of(failure.getCause()) : null,
        failure.getLanguage());
  }

  /** A failure without stack and cause, of this SDK's own. */
  public static Failure of(String type, String message) {
    return new Failure(type, message, "", false, null, "java");
  }

  /** The same, and running again cannot help. */
  public Failure asNonRetryable() {
    return new Failure(type, message, stack, true, cause, language);
  }

  /** The same with another message. */
  public Failure withMessage(String message) {
    return new Failure(type, message, stack, nonRetryable, cause, language);
  }

  /** Writes it for the API. */
  public io.lyceum.v1.Failure toProto() {
    var proto =
        io.lyceum.v1.Failure.newBuilder()
            .setType(type)
            .setMessage(message)
            .setStack(stack)
            .setNonRetryable(nonRetryable)
            .setLanguage(language);
    if (cause != null) proto.setCause(cause.toProto());
    return proto.build();
  }
}
