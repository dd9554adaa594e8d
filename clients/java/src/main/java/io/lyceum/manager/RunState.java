package io.lyceum.manager;

/** How far a run is. */
public enum RunState {
  /** Waits for a place on its executor. */
  QUEUED,
  /** Its host starts. */
  STARTING,
  /** Its agent is up. */
  RUNNING,
  /** Its agent was asked to end. */
  STOPPING,
  /** Its attempt failed; it waits for the next. */
  BACKING_OFF,
  /** It has an outcome. */
  ENDED;

  static RunState of(io.lyceum.v1.RunState state) {
    return switch (state) {
      case RUN_STATE_STARTING -> STARTING;
      case RUN_STATE_RUNNING -> RUNNING;
      case RUN_STATE_STOPPING -> STOPPING;
      case RUN_STATE_BACKING_OFF -> BACKING_OFF;
      case RUN_STATE_ENDED -> ENDED;
      default -> QUEUED;
    };
  }
}
