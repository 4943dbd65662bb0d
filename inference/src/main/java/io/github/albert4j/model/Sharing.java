package io.github.albert4j.model;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decides whether the operations of a lone call are shared among all cores. That is the faster way
 * on a machine that does nothing else. Where other programs want a core, each shared operation
 * waits for a time slice (milliseconds), and the call takes many times longer than on one core
 * alone. So a few calls are computed alone, and when two shared ones in a row take longer than
 * those did, and by more than sharing saved lately, none is shared for a while, then for longer and
 * longer as long as that recurs. Thread-safe.
 *
 * <p>A token of a longer text takes hardly less time than one of a shorter: what short calls take
 * alone tells what long ones would, and only calls shorter than all before must be tried.
 */
final class Sharing {
  static final long FIRST_PAUSE = 125_000_000L; // nanoseconds
  static final long LONGEST_PAUSE = 512 * FIRST_PAUSE;

  /** Slow calls in a row that are no chance. */
  private static final int SLOW_CALLS = 2;

  /** What slow calls may lose, in calls alone. */
  private static final double MOST_LOST = 2;

  /** What is known of calls of some number of tokens, up to twice as many. */
  private static final class Size {
    int calls;
    int aloneCalls;
    double aloneNanos; // a token, in the last one; 0 while unknown
  }

  private final LongSupplier clock;
  private final NavigableMap<Integer, Size> sizes = new TreeMap<>(); // by the least tokens
  private final Set<Integer> compiled = new HashSet<>(); // numbers of tokens that were shared
  private int slowCalls; // in a row
  private double lost; // by slow calls, less what fast ones saved; in calls alone
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
    boolean first = size(tokens).calls++ == 0;
    return !pausing && (first || aloneNanos(tokens) > 0);
  }

  /**
   * Notes that a call begins.
   *
   * @return to be run when it has ended: learns from what it took
   */
  Runnable begins(int tokens, boolean shared) {
    long start = clock.getAsLong();
    return () -> learn(tokens, shared, start, clock.getAsLong());
  }

  /** The first call either way compiles: what it took says nothing. */
  private synchronized void learn(int tokens, boolean shared, long start, long end) {
    if (!shared) {
      Size size = size(tokens);
      if (size.aloneCalls++ > 0) {
        size.aloneNanos = (end - start) / (double) tokens;
      }
      return;
    }
    boolean first = compiled.add(Buckets.up(tokens));
    double alone = aloneNanos(tokens);
    if (first || alone == 0) {
      return;
    }
    lost = Math.min(MOST_LOST, Math.max(0, lost + (end - start) / alone - 1));
    if (end - start <= alone) {
      slowCalls = 0;
      pause = FIRST_PAUSE;
    } else if (++slowCalls >= SLOW_CALLS && lost == MOST_LOST) { // after a pause one more is enough
      pausing = true;
      pauseEnd = end + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /** What a call would take alone, by those of its size or the next smaller; 0 while unknown. */
  private double aloneNanos(int tokens) {
    for (Size size : sizes.headMap(tokens, true).descendingMap().values()) {
      if (size.aloneNanos > 0) {
        return size.aloneNanos * tokens;
      }
    }
    return 0;
  }

  private Size size(int tokens) {
    return sizes.computeIfAbsent(Integer.highestOneBit(tokens), least -> new Size());
  }
}
