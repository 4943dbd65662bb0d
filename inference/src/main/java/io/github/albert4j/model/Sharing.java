package io.github.albert4j.model;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides whether the operations of a lone call are shared among all cores. That is the faster way
 * on a machine that does nothing else. Where other programs want a core, each shared operation
 * waits for a time slice (milliseconds), and the call takes many times longer than on one core
 * alone. So some calls of each size are computed alone, and when two shared ones in a row take
 * longer than they did, none is shared for a while, then for longer and longer as long as that
 * recurs. Thread-safe.
 */
final class Sharing {
  static final long FIRST_PAUSE = 125_000_000L; // nanoseconds
  static final long LONGEST_PAUSE = 512 * FIRST_PAUSE;

  /** Slow calls in a row that are no chance. */
  private static final int SLOW_CALLS = 2;

  /** Calls of a size of which the first is shared and the others are computed alone. */
  private static final int TRIALS = 3;

  /** What is known of calls of one size. */
  private static final class Size {
    int calls;
    int sharedCalls;
    int aloneCalls;
    long aloneNanos; // of the last one; 0 while unknown
  }

  private final LongSupplier clock;
  private final Map<Integer, Size> sizes = new HashMap<>();
  private int slowCalls; // in a row
  private long pause = FIRST_PAUSE;
  private boolean pausing;
  private long pauseEnd;

  /**
   * @param clock nanoseconds from anywhere on
   */
  Sharing(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Whether the next call shall be shared.
   *
   * @param tokens in the call
   */
  synchronized boolean pays(int tokens) {
    pausing &= clock.getAsLong() - pauseEnd < 0;
    int calls = size(tokens).calls++;
    return !pausing && (calls == 0 || calls >= TRIALS);
  }

  /** Computes a call, and learns from what it takes. */
  void timed(int tokens, boolean shared, Runnable call) {
    long start = clock.getAsLong();
    call.run();
    learn(tokens, shared, start, clock.getAsLong());
  }

  /** The first call of a size either way compiles: what it took says nothing. */
  private synchronized void learn(int tokens, boolean shared, long start, long end) {
    Size size = size(tokens);
    if (!shared) {
      if (size.aloneCalls++ > 0) {
        size.aloneNanos = end - start;
      }
    } else if (size.sharedCalls++ > 0 && size.aloneNanos > 0) {
      if (end - start <= size.aloneNanos) {
        slowCalls = 0;
        pause = FIRST_PAUSE;
      } else if (++slowCalls >= SLOW_CALLS) { // after a pause one more is enough
        pausing = true;
        pauseEnd = end + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  private Size size(int tokens) {
    return sizes.computeIfAbsent(Buckets.up(tokens), bucket -> new Size());
  }
}
