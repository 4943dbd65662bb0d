package io.github.albert4j.training.instances;

/** How many bytes may still be held in memory. Thread-safe. */
final class Buffer {
  private long left;

  Buffer(long bytes) {
    this.left = bytes;
  }

  /** Takes room, where there is enough. */
  synchronized boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /** Gives room back. */
  synchronized void give(long bytes) {
    left += bytes;
  }
}
