package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.agent.NonRetryable;
import io.lyceum.errors.AgentException;
import io.lyceum.internal.Failures;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final int MAX_HEADER_BYTES = 65_536;

  static final class Rude extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message for you");
    }
  }

  static final class Hopeless extends Exception implements NonRetryable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void tellsTypeMessageStackAndCauses() {
    Failure failure = Failures.of(new IllegalStateException("outer", new IllegalArgumentException("inner")));
    assertEquals("java.lang.IllegalStateException", failure.type());
    assertEquals("outer", failure.message());
    assertEquals("inner", failure.cause().message());
    assertEquals("java", failure.language());
    assertTrue(failure.stack().contains("FailuresTest"));
    assertFalse(failure.nonRetryable());
  }

  @Test
  void describesErrorsThatCannotDescribeThemselves() {
    assertEquals("the error cannot tell its message", Failures.of(new Rude()).message());
    assertEquals("Error", Failures.of(new Error((String) null)).message());
    assertTrue(Failures.of(new Hopeless()).nonRetryable());
  }

  @Test
  void unwrapsWhatFuturesThrow() {
    assertEquals("inner", Failures.of(new CompletionException(new RuntimeException("inner"))).message());
  }

  @Test
  void keepsWhatAnotherAgentFailedWith() {
    Failure remote = new Failure("ValueError", "remote", "Traceback", false, null, "python");
    assertSame(remote, Failures.of(new AgentException(remote)));
  }

  @Test
  void fitsAnEnvelopeHoweverLongAndDeepItIs() {
    Throwable deep = new RuntimeException("💥".repeat(20_000));
    for (int i = 0; i < 30; i++) deep = new RuntimeException("💥".repeat(20_000), deep);
    Failure failure = Failures.of(deep);
    assertTrue(failure.toProto().getSerializedSize() < MAX_HEADER_BYTES);
    int depth = 0;
    for (Failure each = failure; each != null; each = each.cause()) depth += 1;
    assertEquals(8, depth);
    assertNull(Failures.join(List.of()));
  }

  @Test
  void endsACircleOfCauses() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertEquals("one", Failures.of(one).message());
  }
}
