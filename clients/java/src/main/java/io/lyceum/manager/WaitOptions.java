package io.lyceum.manager;

import java.time.Duration;
import java.util.Optional;

/**
 * How to wait.
 *
 * @param condition when it is over
 * @param timeout when to give up; absent means never (interrupt the thread then)
 * @param raiseErrors throw what the agents that ended failed with
 */
public record WaitOptions(WaitCondition condition, Optional<Duration> timeout, boolean raiseErrors) {
  /** Until all have ended, however long that takes; what they failed with is in their runs. */
  public static WaitOptions all() {
    return new WaitOptions(WaitCondition.ALL_COMPLETED, Optional.empty(), false);
  }

  /** The same until one has ended. */
  public static WaitOptions first() {
    return new WaitOptions(WaitCondition.FIRST_COMPLETED, Optional.empty(), false);
  }

  /** The same until one has failed, or all have ended. */
  public static WaitOptions firstException() {
    return new WaitOptions(WaitCondition.FIRST_EXCEPTION, Optional.empty(), false);
  }

  /** The same, and gives up then. */
  public WaitOptions within(Duration limit) {
    return new WaitOptions(condition, Optional.of(limit), raiseErrors);
  }

  /** The same, and throws what the agents that ended failed with. */
  public WaitOptions raising() {
    return new WaitOptions(condition, timeout, true);
  }
}
