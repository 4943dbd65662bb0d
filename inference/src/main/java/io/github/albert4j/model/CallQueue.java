package io.github.albert4j.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Calls that wait for a worker. Each gets a part computed in turn, so that a long call does not
 * keep a short one waiting; short parts of several calls are taken together, since a worker that
 * reads all weights for a few tokens spends most of its time on reading. Thread-safe.
 */
final class CallQueue {
  /** A part that a worker computes for a call. */
  record Taken(Call call, Part part) {}

  private final int joined;
  private final Deque<Call> calls = new ArrayDeque<>();
  private int tokens;

  /**
   * @param joined the most tokens of parts that are taken together
   */
  CallQueue(int joined) {
    this.joined = joined;
  }

  /** Adds a call behind the others. */
  synchronized void add(Call call) {
    calls.addLast(call);
    tokens += call.waiting.stream().mapToInt(Part::tokens).sum();
  }

  /**
   * Takes what the longest waiting call has next, and what fits beside it; nothing where no call
   * waits.
   *
   * @param workers that are free, the asking one included: what waits is shared among them
   */
  synchronized List<Taken> take(int workers) {
    Call first = calls.pollFirst();
    if (first == null) {
      return List.of();
    }
    List<Taken> taken = new ArrayList<>();
    int most = Math.min(joined, (tokens + workers - 1) / workers);
    int sum = take(first, taken);
    if (taken.get(0).part().joins()) {
      for (Iterator<Call> others = calls.iterator(); sum < most && others.hasNext(); ) {
        Call other = others.next();
        Part next = other.waiting.peekFirst();
        if (other.runner == first.runner && next.joins() && sum + next.tokens() <= most) {
          sum += take(other, taken);
          if (other.waiting.isEmpty()) {
            others.remove();
          }
        }
      }
    }
    if (!first.waiting.isEmpty()) {
      calls.addLast(first);
    }
    return taken;
  }

  private int take(Call call, List<Taken> taken) {
    Part part = call.waiting.removeFirst();
    taken.add(new Taken(call, part));
    tokens -= part.tokens();
    return part.tokens();
  }

  /** Drops what no worker has taken of a call. */
  void drop(Call call) {
    int parts;
    synchronized (this) {
      parts = call.waiting.size();
      tokens -= call.waiting.stream().mapToInt(Part::tokens).sum();
      calls.remove(call);
      call.waiting.clear();
    }
    if (parts > 0) {
      call.dropped(parts);
    }
  }

  /** How many calls have something that waits. */
  synchronized int size() {
    return calls.size();
  }
}
