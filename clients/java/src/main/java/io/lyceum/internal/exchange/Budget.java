package io.lyceum.internal.exchange;

/** What a frame may still take. */
final class Budget {
  int items;
  long bytes;

  /** Whether it has no items yet. */
  boolean empty = true;

  Budget(int items, long bytes) {
    this.items = items;
    this.bytes = bytes;
  }

  /** An item that is larger than a frame should be has one to itself. */
  long room() {
    return empty ? Long.MAX_VALUE : bytes;
  }

  void take(Entry entry) {
    items -= 1;
    bytes -= entry.bytes;
    empty = false;
  }
}
