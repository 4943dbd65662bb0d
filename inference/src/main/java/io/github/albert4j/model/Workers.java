package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model's threads. Work with enough tokens is cut into slices, each computed by a single-threaded
 * worker: no operation waits for another core. A lone short request instead gets all cores for each
 * of its operations, by the one wide worker, and only while nobody else computes, unless the model
 * is so small that this would cost more than it saves.
 */
final class Workers implements AutoCloseable {
  private static final AtomicInteger MODELS = new AtomicInteger();

  /**
   * Multiplications in a block of the encoder below which cores that share them wait for each other
   * longer than they compute.
   */
  private static final long WORTH_SHARING = 1 << 20;

  private final Engine engine;
  private final AlbertConfig config;
  private final DataType type;
  private final int threads;
  private final ExecutorService narrow;
  private final ExecutorService wide;

  /** A permit a core: a slice takes one, the wide worker all. */
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

  /** Work that a workspace does. */
  interface Slice {
    void run(Workspace workspace);
  }

  /**
   * Runs all slices and returns when they have ended.
   *
   * @param tokens in all slices
   */
  void run(List<Slice> slices, int tokens) {
    if (slices.size() == 1
        && threads > 1
        && tokens * blockWeights() >= WORTH_SHARING
        && cores.tryAcquire(threads)) {
      try {
        Tasks.await(List.of(wide.submit(() -> slices.get(0).run(workspace(true)))));
      } finally {
        cores.release(threads);
      }
      return;
    }
    List<Future<?>> running = new ArrayList<>(slices.size());
    for (Slice slice : slices) {
      running.add(narrow.submit(() -> runNarrow(slice)));
    }
    Tasks.await(running);
  }

  /**
   * Runs a task on the wide worker and returns its result. Native work must not run on a caller's
   * thread: OpenMP would keep a team for it, and with more team threads than cores none of them
   * spins any more between operations, which doubles the time of a short text.
   */
  <T> T call(Supplier<T> task) {
    AtomicReference<T> result = new AtomicReference<>();
    Tasks.await(
        List.of(
            wide.submit(
                () -> {
                  engine.setThreads(blockWeights() >= WORTH_SHARING ? threads : 1);
                  result.set(task.get());
                })));
    return result.get();
  }

  /** The weights in the matrices of one block: what each token is multiplied with. */
  private long blockWeights() {
    return 2L * config.hiddenSize() * (2L * config.hiddenSize() + config.intermediateSize());
  }

  private void runNarrow(Slice slice) {
    cores.acquireUninterruptibly();
    try {
      slice.run(workspace(false));
    } finally {
      cores.release();
    }
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
