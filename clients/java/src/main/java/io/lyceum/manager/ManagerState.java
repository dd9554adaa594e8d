package io.lyceum.manager;

/** State of a manager. */
public enum ManagerState {
  /** Takes launches. */
  OPEN,
  /** Ends its agents. */
  CLOSING,
  /** Ended. */
  CLOSED;

  static ManagerState of(io.lyceum.v1.ManagerState state) {
    return switch (state) {
      case MANAGER_STATE_CLOSING -> CLOSING;
      case MANAGER_STATE_CLOSED -> CLOSED;
      default -> OPEN;
    };
  }
}
