package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that their caller does not wait for. */
@Timeout(60)
class AsyncCallsTest {
  private static final PackedBatch BATCH =
      PackedBatch.of(new int[][] {{2, 7, 9, 3}, {2, 11, 3}}, null);
  private static final Request FEATURES = Request.of(Output.LAST_HIDDEN_STATE);

  @TempDir Path folder;

  @BeforeEach
  void write() {
    RandomModel.tiny().withPretrainingHead().write(folder);
  }

  private AlbertModel oneWorker() {
    return AlbertModel.load(folder.toString(), new LoadOptions(Precision.FP32, 1, null, null));
  }

  /** Says that a worker has begun it, and keeps that busy until the latch opens. */
  private static Request held(CountDownLatch begun, CountDownLatch latch) {
    return Request.readVocabularyLogits(
        (index, logits) -> {
          begun.countDown();
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        1);
  }

  @Test
  void manyAtOnceGiveWhatForwardGives() throws Exception {
    try (AlbertModel model = AlbertModel.load(folder)) {
      List<CompletableFuture<ModelOutput>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(model.forwardAsync(BATCH, FEATURES));
      }
      float[] want = model.forward(BATCH, FEATURES).lastHiddenState();
      for (CompletableFuture<ModelOutput> call : calls) {
        assertThat(call.get().lastHiddenState()).containsExactly(want, within(1e-5f));
      }
      PackedBatch none = PackedBatch.of(new int[0][], null);
      assertThat(model.forwardAsync(none, FEATURES).get().lastHiddenState()).isEmpty();
    }
  }

  @Test
  void whatIsWrongBeforeItBeginsIsSaidAtOnce() {
    AlbertModel model = AlbertModel.load(folder);
    PackedBatch tooLarge = PackedBatch.of(new int[][] {{1 << 20}}, null);
    assertThatThrownBy(() -> model.forwardAsync(tooLarge, FEATURES))
        .isInstanceOf(InvalidInputException.class);
    model.close();
    assertThatThrownBy(() -> model.forwardAsync(BATCH, FEATURES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFailureIsTheFutures() throws Exception {
    try (AlbertModel model = oneWorker()) {
      Request failing =
          Request.readVocabularyLogits(
              (index, logits) -> {
                throw new InvalidInputException("the reader's own");
              },
              1);
      CompletableFuture<ModelOutput> call = model.forwardAsync(BATCH, failing);
      assertThatThrownBy(call::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("the reader's own");
      assertThat(model.forwardAsync(BATCH, FEATURES).get()).isNotNull();
    }
  }

  @Test
  void closingWaitsForWhatWasBegun() throws Exception {
    AlbertModel model = oneWorker();
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<ModelOutput> holding =
        model.forwardAsync(BATCH, held(new CountDownLatch(1), latch));
    CompletableFuture<ModelOutput> behind = model.forwardAsync(BATCH, FEATURES);
    Thread closing = new Thread(model::close);
    closing.start();
    closing.join(200);
    assertThat(closing.isAlive()).isTrue();
    latch.countDown();
    closing.join();
    assertThat(holding.get()).isNotNull();
    assertThat(behind.get().lastHiddenState()).isNotNull();
  }

  @Test
  void whatIsCancelledBeforeAWorkerBeginsItIsDropped() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    CompletableFuture<ModelOutput> holding;
    try (AlbertModel model = oneWorker()) {
      CountDownLatch begun = new CountDownLatch(1);
      holding = model.forwardAsync(BATCH, held(begun, latch));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      Request counting = Request.readVocabularyLogits((index, logits) -> seen.incrementAndGet(), 1);
      CompletableFuture<ModelOutput> dropped = model.forwardAsync(BATCH, counting);
      assertThat(dropped.cancel(true)).isTrue();
      assertThatThrownBy(dropped::get).isInstanceOf(CancellationException.class);
      latch.countDown();
      assertThat(model.forwardAsync(BATCH, FEATURES).get()).isNotNull();
    } // which would wait for ever, were the dropped one not counted as ended
    assertThat(seen).hasValue(0);
    assertThat(holding).isCompleted();
  }

  @Test
  void aLoneShortCallGetsAllCores() throws Exception {
    RandomModel.of(64, 256, 2, 4, 32).withPretrainingHead().write(folder);
    LoadOptions two = new LoadOptions(Precision.FP32, 2, null, null);
    PackedBatch lone = PackedBatch.of(new int[][] {{2, 7, 9, 11, 13, 15, 3}}, null);
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<ModelOutput> holding;
    try (AlbertModel model = AlbertModel.load(folder.toString(), two)) {
      CountDownLatch begun = new CountDownLatch(1);
      holding = model.forwardAsync(lone, held(begun, latch));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<ModelOutput> behind = model.forwardAsync(lone, FEATURES);
      assertThatThrownBy(() -> behind.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(holding.cancel(true)).isTrue(); // which has begun, and goes on
      latch.countDown();
      float[] want = model.forward(lone, FEATURES).lastHiddenState();
      assertThat(behind.get().lastHiddenState()).containsExactly(want, within(1e-5f));
    }
    assertThat(holding).isCancelled();
  }
}
