package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model's threads. Calls with enough tokens are cut into parts, each computed by a
 * single-threaded worker: no operation waits for another core. Parts that wait while all workers
 * are busy are computed together, see {@link CallQueue}; nothing waits while a worker is free. A
 * lone short call instead gets all cores for each of its operations, by the one wide worker, where
 * that is the faster way, see {@link Sharing}, and only while nobody else computes, unless the
 * model is so small that this would cost more than it saves.
 */
final class Workers implements AutoCloseable {
  private static final AtomicInteger MODELS = new AtomicInteger();

  /**
   * Multiplications in a block of the encoder below which cores that share them wait for each other
   * longer than they compute.
   */
  private static final long WORTH_SHARING = 1 << 20;

  /**
   * Multiplications in a block from which sharing is not in question: each of its operations takes
   * so much longer than a time slice that waiting for a core costs little, and trying a call alone
   * would take seconds.
   */
  private static final long SURELY_SHARED = 1L << 32;

  /**
   * Tokens of calls that are computed together: more of them would make no multiplication faster,
   * and each call would wait for more of the others.
   */
  private static final int JOINED = 256;

  private final Engine engine;
  private final AlbertConfig config;
  private final DataType type;
  private final int threads;
  private final ExecutorService narrow;
  private final ExecutorService wide;

  private final CallQueue queue = new CallQueue(JOINED);
  private final Sharing sharing = new Sharing(System::nanoTime);

  /** A permit a core: a narrow worker takes one, the wide worker all. */
  private final Semaphore cores;

  private final List<Workspace> workspaces = new ArrayList<>();
  private final ThreadLocal<Workspace> workspace = new ThreadLocal<>();

  Workers(
      Engine engine,
      AlbertConfig config,
      DataType type,
      int threads,
      @Nullable ThreadFactory threadFactory) {
    this.engine = engine;
    this.config = config;
    this.type = type;
    this.threads = threads;
    this.cores = new Semaphore(threads, true);
    ThreadFactory factory = threadFactory == null ? daemons() : threadFactory;
    narrow = Executors.newFixedThreadPool(threads, factory);
    wide = Executors.newSingleThreadExecutor(factory);
  }

  private static ThreadFactory daemons() {
    int model = MODELS.incrementAndGet();
    AtomicInteger thread = new AtomicInteger();
    return task -> {
      Thread t = new Thread(task, "albert4j-" + model + "-" + thread.incrementAndGet());
      t.setDaemon(true);
      return t;
    };
  }

  /**
   * Runs all parts of a call and returns when they have ended.
   *
   * @throws CancellationException where the caller is interrupted before all parts were begun: the
   *     others are dropped. Its interrupt flag stays.
   */
  void run(List<Part> parts, Call.Runner runner) {
    await(begin(parts, runner, failure -> {}));
  }

  /**
   * Begins to run all parts of a call, and does not wait for them.
   *
   * @param whenEnded see {@link Call}
   */
  Call begin(List<Part> parts, Call.Runner runner, Consumer<@Nullable Throwable> whenEnded) {
    int tokens = parts.stream().mapToInt(Part::tokens).sum();
    long work = tokens * blockWeights();
    boolean lone =
        parts.size() == 1
            && threads > 1
            && work >= WORTH_SHARING
            && queue.size() == 0
            && cores.availablePermits() == threads;
    boolean surely = work >= SURELY_SHARED;
    boolean shared = lone && (surely || sharing.pays(tokens)) && cores.tryAcquire(threads);
    Runnable learn = lone && !surely ? sharing.begins(tokens, shared) : () -> {};
    Call call =
        new Call(
            parts,
            runner,
            failure -> {
              if (failure == null) {
                learn.run();
              }
              whenEnded.accept(failure);
            });
    if (shared) {
      Part part = call.waiting.remove();
      wide.execute(() -> runShared(call, part));
    } else {
      queue.add(call);
      parts.forEach(part -> narrow.execute(this::runNext)); // or it is taken beside another
    }
    return call;
  }

  /** Computes a lone call's only part, with all cores, which it has got. */
  private void runShared(Call call, Part part) {
    Throwable failure = null;
    try {
      call.runner.run(workspace(true), List.of(part));
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      cores.release(threads); // before the next call looks for them
    }
    call.ended(failure);
  }

  /** Drops what no worker has taken of a call. */
  void drop(Call call) {
    queue.drop(call);
  }

  private void await(Call call) {
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        call.await();
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
        queue.drop(call);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    call.check();
  }

  /** How many calls have parts that no worker has taken. */
  int waiting() {
    return queue.size();
  }

  /** What the workers' steps have taken so far, in nanoseconds, by the step's number. */
  long[] stepNanos() {
    long[] nanos = new long[Step.values().length];
    synchronized (workspaces) {
      for (Workspace own : workspaces) {
        Arrays.setAll(nanos, i -> nanos[i] + own.clock.nanos(Step.values()[i]));
      }
    }
    return nanos;
  }

  Primitives primitives() {
    synchronized (workspaces) {
      return new Primitives(
          workspaces.stream().mapToLong(own -> own.operations.primitivesMade()).sum(),
          workspaces.stream().mapToInt(own -> own.operations.primitivesKept()).sum(),
          workspaces.size() * Operations.CAPACITY);
    }
  }

  /** Computes what is next in the queue, if anything is. */
  private void runNext() {
    cores.acquireUninterruptibly();
    try {
      List<CallQueue.Taken> taken = queue.take(cores.availablePermits() + 1);
      if (taken.isEmpty()) {
        return;
      }
      try {
        List<Part> parts = taken.stream().map(CallQueue.Taken::part).toList();
        taken.get(0).call().runner.run(workspace(false), parts);
        taken.forEach(t -> t.call().ended(null));
      } catch (RuntimeException | Error e) {
        if (taken.size() == 1) {
          taken.get(0).call().ended(e);
        } else {
          taken.forEach(this::runAlone); // the fault may be one call's
        }
      }
    } finally {
      cores.release();
    }
  }

  private void runAlone(CallQueue.Taken taken) {
    try {
      taken.call().runner.run(workspace(false), List.of(taken.part()));
      taken.call().ended(null);
    } catch (RuntimeException | Error e) {
      taken.call().ended(e);
    }
  }

  /** Runs a task on the wide worker and returns its result. */
  <T> T call(Supplier<T> task) {
    return call(task, () -> {});
  }

  /**
   * Runs a task on the wide worker and returns its result. Native work must not run on a caller's
   * thread: OpenMP would keep a team for it, and with more team threads than cores none of them
   * spins any more between operations, which doubles the time of a short text.
   *
   * @param meanwhile what the calling thread does until then
   */
  <T> T call(Supplier<T> task, Runnable meanwhile) {
    AtomicReference<T> result = new AtomicReference<>();
    Future<?> running =
        wide.submit(
            () -> {
              engine.setThreads(blockWeights() >= WORTH_SHARING ? threads : 1);
              result.set(task.get());
            });
    try {
      meanwhile.run();
    } finally {
      Tasks.await(List.of(running));
    }
    return result.get();
  }

  /** The weights in the matrices of one block: what each token is multiplied with. */
  private long blockWeights() {
    return 2L * config.hiddenSize() * (2L * config.hiddenSize() + config.intermediateSize());
  }

  private Workspace workspace(boolean wide) {
    Workspace own = workspace.get();
    if (own == null) {
      engine.setThreads(wide ? threads : 1);
      own = new Workspace(engine, config, type, wide);
      workspace.set(own);
      synchronized (workspaces) {
        workspaces.add(own);
      }
    }
    return own;
  }

  /** Ends the threads and frees what they computed in; nothing may be running. */
  @Override
  public void close() {
    narrow.shutdown();
    wide.shutdown();
    try {
      narrow.awaitTermination(1, TimeUnit.MINUTES);
      wide.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (workspaces) {
      workspaces.forEach(Workspace::close);
      workspaces.clear();
    }
  }
}
