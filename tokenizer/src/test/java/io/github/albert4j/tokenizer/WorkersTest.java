package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** The trainer's threads. */
class WorkersTest {
  @Test
  void everyItemIsTakenOnce() {
    try (Workers workers = new Workers(3)) {
      for (int items : new int[] {0, 1, 7, 100}) {
        AtomicIntegerArray taken = new AtomicIntegerArray(items);
        workers.run(
            items,
            7,
            () ->
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    taken.incrementAndGet(i);
                  }
                });
        for (int i = 0; i < items; i++) {
          assertThat(taken.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void failuresArriveAsTheyAre() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(() -> workers.run(9, 1, () -> (from, to) -> fail(from)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  workers.run(
                      9,
                      1,
                      () ->
                          (from, to) -> {
                            throw new OutOfMemoryError();
                          }))
          .isInstanceOf(OutOfMemoryError.class);
    }
  }

  private static void fail(int item) {
    throw new IllegalStateException("item " + item);
  }

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // close() ends it
    }
  }

  @Test
  void anInterruptEndsTheWait() {
    try (Workers workers = new Workers(1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> workers.run(1, 1, () -> (from, to) -> forever()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
