package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of many threads that one worker computes. */
class JoinedCallsTest {
  private static final int CALLERS = 24;

  @TempDir Path folder;
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

  @AfterEach
  void end() {
    callers.shutdownNow();
  }

  private static PackedBatch rows(Random random, int... lengths) {
    int[][] ids = new int[lengths.length][];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = random.ints(lengths[row], 0, 50).toArray();
    }
    return PackedBatch.of(ids, null);
  }

  private static Request request(int which, PackedBatch batch) {
    return switch (which % 6) {
      case 0 -> Request.of(Output.LAST_HIDDEN_STATE);
      case 1 -> Request.of(Output.POOLER_OUTPUT, Output.SOP_LOGITS);
      case 2 ->
          Request.vocabularyLogits(
              IntStream.of(0, batch.tokens() / 2, batch.tokens() - 1).distinct().toArray());
      case 3 -> Request.of(Output.LOGITS, Output.HIDDEN_STATES);
      case 4 -> Request.of(Output.ATTENTIONS, Output.POOLER_OUTPUT);
      default -> Request.of(Output.SOP_LOGITS);
    };
  }

  private static List<float[]> arrays(ModelOutput output) {
    List<float[]> arrays = new ArrayList<>();
    arrays.add(output.lastHiddenState());
    arrays.add(output.poolerOutput());
    arrays.add(output.logits());
    arrays.add(output.sopLogits());
    if (output.hiddenStates() != null) {
      arrays.addAll(List.of(output.hiddenStates()));
    }
    if (output.attentions() != null) {
      for (float[][] block : output.attentions()) {
        arrays.addAll(List.of(block));
      }
    }
    return arrays;
  }

  @Test
  void aCallsAnswerDoesNotDependOnThoseItIsComputedBeside() throws Exception {
    RandomModel.tiny().withPretrainingHead().write(folder);
    LoadOptions oneThread = new LoadOptions(Precision.FP32, 1, null, null);
    Random random = new Random(5);
    try (AlbertModel model = AlbertModel.load(folder.toString(), oneThread)) {
      for (int round = 0; round < 20; round++) {
        List<PackedBatch> batches = new ArrayList<>();
        List<List<float[]>> alone = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          int[] lengths = random.ints(1 + random.nextInt(3), 1, 20).toArray();
          batches.add(rows(random, lengths));
          alone.add(arrays(model.forward(batches.get(i), request(i, batches.get(i)))));
        }
        CountDownLatch go = new CountDownLatch(1);
        List<Future<ModelOutput>> together = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          Request request = request(i, batches.get(i));
          PackedBatch batch = batches.get(i);
          together.add(
              callers.submit(
                  () -> {
                    go.await();
                    return model.forward(batch, request);
                  }));
        }
        go.countDown();
        for (int i = 0; i < CALLERS; i++) {
          checkEqual(arrays(together.get(i).get()), alone.get(i));
        }
      }
    }
  }

  private static void checkEqual(List<float[]> got, List<float[]> want) {
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.size(); i++) {
      if (want.get(i) == null) {
        assertThat(got.get(i)).isNull();
        continue;
      }
      assertThat(got.get(i)).hasSameSizeAs(want.get(i));
      for (int j = 0; j < want.get(i).length; j++) {
        assertThat(got.get(i)[j]).isCloseTo(want.get(i)[j], within(1e-5f));
      }
    }
  }

  /** Threads of a model whose parts do whatever a test wants. */
  private Workers workers() {
    AlbertConfig config = AlbertConfig.read(RandomModel.tiny().write(folder));
    return new Workers(Engine.cpu(), config, DataType.F32, 1, null);
  }

  private List<Part> parts(int count) {
    ForwardPass pass =
        new ForwardPass(
            AlbertConfig.read(folder),
            null,
            Head.ALBERT,
            PackedBatch.of(new int[count][8], null),
            Request.of(Output.LAST_HIDDEN_STATE),
            null);
    return IntStream.range(0, count).mapToObj(i -> new Part(pass, i, i + 1)).toList();
  }

  /** Keeps the one worker busy until it is let go. */
  private void busy(Workers workers, CountDownLatch go) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    callers.submit(
        () ->
            workers.run(
                parts(1),
                (workspace, some) -> {
                  begun.countDown();
                  awaitQuietly(go);
                }));
    begun.await();
  }

  private static void awaitQuietly(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(60)
  void whatWaitsForABusyWorkerIsComputedAtOnce() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = new CountDownLatch(1);
    try (Workers workers = workers()) {
      busy(workers, go);
      CountDownLatch calling = new CountDownLatch(10);
      List<Future<?>> calls = new ArrayList<>();
      Call.Runner runner = (workspace, some) -> sizes.add(some.size());
      for (int i = 0; i < 10; i++) {
        List<Part> own = parts(1);
        calls.add(
            callers.submit(
                () -> {
                  calling.countDown();
                  workers.run(own, runner);
                }));
      }
      calling.await();
      while (workers.waiting() < 10) {
        Thread.onSpinWait();
      }
      go.countDown();
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(sizes).containsExactly(10);
    }
  }

  @Test
  @Timeout(60)
  void oneCallsFaultIsNotItsNeighbours() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Workers workers = workers()) {
      busy(workers, go);
      List<Part> bad = parts(1);
      Call.Runner runner =
          (workspace, some) -> {
            if (some.contains(bad.get(0))) {
              throw new IllegalStateException("bad");
            }
          };
      Future<?> right = callers.submit(() -> workers.run(parts(1), runner));
      Future<?> wrong = callers.submit(() -> workers.run(bad, runner));
      while (workers.waiting() < 2) {
        Thread.onSpinWait();
      }
      go.countDown();
      right.get();
      assertThatThrownBy(wrong::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("bad");
    }
  }

  @Test
  @Timeout(60)
  void anInterruptedCallIsDroppedWhereItHasNotBegun() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Workers workers = workers()) {
      busy(workers, go);
      Future<?> dropped =
          callers.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(
                        () ->
                            workers.run(
                                parts(3),
                                (workspace, some) -> {
                                  throw new AssertionError("begun");
                                }))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("dropped");
                assertThat(Thread.interrupted()).isTrue();
              });
      dropped.get(); // while the worker is still busy
      assertThat(workers.waiting()).isZero();
      go.countDown();
      workers.run(parts(2), (workspace, some) -> assertThat(some).hasSize(1));
    }
  }

  @Test
  @Timeout(60)
  void anInterruptedCallThatHasBegunIsAnsweredAndItsThreadKeepsTheFlag() throws Exception {
    RandomModel.tiny().write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      PackedBatch batch = rows(new Random(1), 5);
      for (int i = 0; i < 50; i++) {
        Thread.currentThread().interrupt();
        try {
          ModelOutput output = model.forward(batch, Request.of(Output.LAST_HIDDEN_STATE));
          assertThat(output.lastHiddenState()).isNotEmpty();
        } catch (CancellationException e) {
          // no worker had begun
        }
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(model.forward(batch, Request.of(Output.LAST_HIDDEN_STATE))).isNotNull();
    }
  }
}
