package io.lyceum.internal.exchange;

/** How many requests may be delivered: a window less what was delivered and is not yet begun. */
final class Credits {
  private final int window;
  private int used;
  private int returned;

  Credits(int window) {
    this.window = window;
  }

  /** A delivery took one. */
  void use() {
    used += 1;
  }

  /**
   * Gives one back. Small change goes with the next frame; true says that so many have come together that they are worth one of their own.
   */
  boolean give() {
    if (used == 0) return false;
    used -= 1;
    returned += 1;
    return returned * 4 >= window;
  }

  /** Takes those that came back since the last time, to tell the server. */
  int take() {
    int all = returned;
    returned = 0;
    return all;
  }

  /** All that there are, for a server that forgot. */
  int anew() {
    returned = 0;
    return Math.max(0, window - used);
  }
}
