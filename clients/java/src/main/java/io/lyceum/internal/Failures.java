package io.lyceum.internal;

import io.lyceum.Failure;
import io.lyceum.agent.NonRetryable;
import io.lyceum.errors.AgentException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Describes whatever was thrown, so that it can travel; it never throws itself. */
public final class Failures {
  private static final String LANGUAGE = "java";
  // All of it must fit the header of an envelope, 64 KiB.
  private static final int MAX_STACK_BYTES = 32_000;
  private static final int MAX_MESSAGE_BYTES = 8_192;
  private static final int MAX_CAUSE_BYTES = 1_024;
  private static final int MAX_CAUSES = 8;

  private Failures() {}

  /** An {@link AgentException} that came from another agent stays what it was. */
  public static Failure of(Throwable thrown) {
    return of(unwrap(thrown), 0);
  }

  /** Says that a step failed because of what was thrown: the step's name is the type, the error the cause, and its stack is shown. */
  public static Failure step(String type, String message, Throwable thrown) {
    Failure cause = of(unwrap(thrown), 1);
    String text = cut(message + ": " + cause.message(), MAX_MESSAGE_BYTES);
    return new Failure(type, text, stackOf(unwrap(thrown)), cause.nonRetryable(), cause, LANGUAGE);
  }

  /** One failure for several: one stays itself; null for none. */
  public static Failure join(List<Failure> failures) {
    if (failures.size() < 2) return failures.isEmpty() ? null : failures.get(0);
    Failure first = failures.get(0);
    StringBuilder message = new StringBuilder(failures.size() + " failures");
    boolean nonRetryable = false;
    for (Failure failure : failures) {
      message.append("; ").append(failure.type()).append(": ").append(failure.message());
      nonRetryable |= failure.nonRetryable();
    }
    return new Failure("SeveralFailures", cut(message.toString(), MAX_MESSAGE_BYTES), first.stack(), nonRetryable, first, LANGUAGE);
  }

  /** What a future failed with. */
  public static Throwable unwrap(Throwable thrown) {
    boolean wraps = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wraps && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
  }

  private static Failure of(Throwable thrown, int depth) {
    if (thrown instanceof AgentException remote && remote.failure() != null) return remote.failure();
    Throwable cause = thrown.getCause();
    if (cause == thrown || depth + 1 >= MAX_CAUSES) cause = null;
    return new Failure(
        thrown.getClass().getName(),
        messageOf(thrown, depth == 0 ? MAX_MESSAGE_BYTES : MAX_CAUSE_BYTES),
        depth == 0 ? stackOf(thrown) : "",
        thrown instanceof NonRetryable,
        cause == null ? null : of(cause, depth + 1),
        LANGUAGE);
  }

  /** The code of an agent wrote the error's class, so that even its message may throw. */
  private static String messageOf(Throwable thrown, int maxBytes) {
    try {
      String message = thrown.getMessage();
      return cut(message == null ? thrown.getClass().getSimpleName() : message, maxBytes);
    } catch (Throwable bad) {
      return "the error cannot tell its message";
    }
  }

  private static String stackOf(Throwable thrown) {
    try {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return cut(text.toString(), MAX_STACK_BYTES);
    } catch (Throwable bad) {
      return "";
    }
  }

  /** Encoding replaces what is malformed. */
  private static String cut(String text, int maxBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(bytes.length, maxBytes);
    while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) end -= 1;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
