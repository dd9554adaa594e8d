package io.lyceum.manager;

/** When a wait is over, as in Python's asyncio.wait. */
public enum WaitCondition {
  /** When all have ended. */
  ALL_COMPLETED,
  /** When one has ended. */
  FIRST_COMPLETED,
  /** When one has ended other than well, or all have ended. */
  FIRST_EXCEPTION;

  io.lyceum.v1.WaitCondition toProto() {
    return io.lyceum.v1.WaitCondition.valueOf("WAIT_CONDITION_" + name());
  }
}
