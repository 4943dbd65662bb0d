package io.github.albert4j.training.loop;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tasks;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Counts;
import io.github.albert4j.training.gradient.Dropout;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.Weights;
import io.github.albert4j.training.gradient.Worker;
import io.github.albert4j.training.optimizer.Parallel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads of a training, among which a {@link Division} shares out the work. */
final class Crew implements Parallel, AutoCloseable {
  private final Engine engine;
  private final AlbertConfig config;
  private final ParameterLayout layout;
  private final TaskHead head;
  private final Weights weights;
  private final boolean checkpointing;
  private final Division division;
  private final int threads;
  private final ExecutorService executor;
  private final ExecutorService computing; // the workers' threads
  private final List<Worker> workers = new ArrayList<>();
  private final ThreadLocal<Worker> worker = ThreadLocal.withInitial(this::newWorker);
  private final Arena arena;
  private final Deque<Tensor> free = new ArrayDeque<>();

  Crew(
      Engine engine,
      AlbertConfig config,
      ParameterLayout layout,
      TaskHead head,
      Weights weights,
      boolean checkpointing,
      Division division,
      int threads) {
    this.engine = engine;
    this.config = config;
    this.layout = layout;
    this.head = head;
    this.weights = weights;
    this.checkpointing = checkpointing;
    this.division = division;
    this.threads = threads;
    this.arena = new Arena(engine);
    this.executor = pool("albert4j-training-", threads);
    // A worker that shares its operations among cores has a team of them, which is its thread's
    // own.
    this.computing =
        division == Division.TOGETHER ? pool("albert4j-training-worker-", 1) : executor;
  }

  private static ExecutorService pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, name + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  private Worker newWorker() {
    Worker made =
        new Worker(
            engine, config, layout, head, weights, checkpointing, division.threadsEach(threads));
    synchronized (workers) {
      workers.add(made);
    }
    return made;
  }

  /**
   * The gradient of a step, and what its loss says.
   *
   * @param scale by what the vector is multiplied to be the loss's gradient
   */
  record Result(Tensor gradient, double scale, Score score) {}

  /**
   * Computes the gradient of a step's loss. It is valid until the next call.
   *
   * @param dropout gives each micro-batch's thread the step's masks, or null
   */
  Result gradient(List<MicroBatch> batches, Supplier<@Nullable Dropout> dropout) {
    Counts total = Counts.of(batches);
    Score[] scores = new Score[batches.size()];
    Tensor gradient =
        division == Division.SIDE_BY_SIDE
            ? sumOfEach(batches, total, dropout, scores)
            : sumInOne(batches, total, dropout, scores);
    Score score = Score.NONE;
    for (Score part : scores) {
      score = score.plus(part);
    }
    giveBack(gradient);
    return new Result(gradient, 1.0 / total.scale(), score);
  }

  /** A gradient for each micro-batch, which are summed by the tree. */
  private Tensor sumOfEach(
      List<MicroBatch> batches, Counts total, Supplier<@Nullable Dropout> dropout, Score[] scores) {
    GradientTree tree = new GradientTree(batches.size());
    compute(
        batches.size(),
        i -> {
          Worker mine = worker.get();
          Tensor own = take();
          own.zero(0, own.elements());
          scores[i] = mine.run(batches.get(i), total, dropout.get(), own);
          tree.put(
              i,
              own,
              (left, right) -> {
                mine.gradients().add(left, right, left);
                giveBack(right);
              });
        });
    return tree.root();
  }

  /** One micro-batch after the other, each added to the same gradient. */
  private Tensor sumInOne(
      List<MicroBatch> batches, Counts total, Supplier<@Nullable Dropout> dropout, Score[] scores) {
    Tensor sum = take();
    sum.zero(0, sum.elements());
    compute(
        batches.size(),
        i -> scores[i] = worker.get().run(batches.get(i), total, dropout.get(), sum));
    return sum;
  }

  /** What the task's head makes of each micro-batch by itself, without dropout. */
  List<float[]> logits(List<MicroBatch> batches) {
    float[][] logits = new float[batches.size()][];
    compute(logits.length, i -> logits[i] = worker.get().logits(batches.get(i)));
    return List.of(logits);
  }

  /** Brings the copies that multiplications read up to date with the weights. */
  void publish() {
    compute(1, i -> weights.publish(worker.get().gradients()));
  }

  private synchronized Tensor take() {
    Tensor known = free.poll();
    return known != null ? known : arena.allocateUnset(DataType.F32, layout.size());
  }

  private synchronized void giveBack(Tensor gradient) {
    free.push(gradient);
  }

  @Override
  public void forEach(int n, IntConsumer task) {
    forEach(executor, threads, n, task);
  }

  /** Runs tasks that need a worker. */
  private void compute(int n, IntConsumer task) {
    forEach(computing, division.workers(threads), n, task);
  }

  private static void forEach(ExecutorService executor, int threads, int n, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < Math.min(threads, n); t++) {
      running.add(
          executor.submit(
              () -> {
                for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                  task.accept(i);
                }
              }));
    }
    Tasks.await(running);
  }

  /** Native bytes of activations and gradients held. */
  long bytes() {
    synchronized (workers) {
      return arena.bytes() + workers.stream().mapToLong(Worker::bytes).sum();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    computing.shutdownNow();
    try {
      executor.awaitTermination(1, TimeUnit.MINUTES);
      computing.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (workers) {
      workers.forEach(Worker::close);
      workers.clear();
    }
    arena.close();
  }
}
