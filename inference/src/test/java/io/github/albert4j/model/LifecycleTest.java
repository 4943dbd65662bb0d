package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native memory comes and goes with its model, whatever threads do meanwhile. */
class LifecycleTest {
  private static final Request FEATURES = Request.of(Output.LAST_HIDDEN_STATE);
  private static final PackedBatch BATCH =
      PackedBatch.of(new int[][] {{2, 7, 9, 3}, {2, 11, 3}}, null);

  /** Enough work, in the larger of the two models here, for all cores to share it. */
  private static final PackedBatch SHARED = PackedBatch.of(new int[1][64], null);

  @TempDir Path folder;

  @Test
  void aClosedModelSaysSo() {
    RandomModel.tiny().write(folder);
    AlbertModel model = AlbertModel.load(folder);
    model.close();
    model.close();
    assertThatThrownBy(() -> model.forward(BATCH, FEATURES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closingWhileEightThreadsCallGivesAnswersOrIllegalState() throws InterruptedException {
    RandomModel.tiny().write(folder);
    closeWhileEightThreadsCall(BATCH, 1000);
  }

  @Test
  void closingWhileAllCoresShareACallGivesAnswersOrIllegalState() throws InterruptedException {
    RandomModel.of(50, 64, 2, 4, 64).write(folder);
    closeWhileEightThreadsCall(SHARED, 50);
  }

  private void closeWhileEightThreadsCall(PackedBatch batch, int rounds)
      throws InterruptedException {
    float[] want;
    try (AlbertModel model = AlbertModel.load(folder)) {
      want = model.forward(batch, FEATURES).lastHiddenState();
    }
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < rounds; round++) {
      AlbertModel model = AlbertModel.load(folder);
      CountDownLatch start = new CountDownLatch(1);
      Thread[] callers = new Thread[8];
      for (int i = 0; i < callers.length; i++) {
        callers[i] = new Thread(() -> call(model, batch, start, want, wrong));
        callers[i].start();
      }
      start.countDown();
      if (round % 2 == 0) {
        Thread.yield();
      }
      model.close();
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void call(
      AlbertModel model,
      PackedBatch batch,
      CountDownLatch start,
      float[] want,
      ConcurrentLinkedQueue<Throwable> wrong) {
    try {
      start.await();
      for (int i = 0; i < 5; i++) {
        float[] got = model.forward(batch, FEATURES).lastHiddenState();
        for (int j = 0; j < want.length; j++) {
          if (Math.abs(got[j] - want[j]) > 1e-5) {
            throw new AssertionError(got[j] + " is not " + want[j]);
          }
        }
      }
    } catch (IllegalStateException e) {
      // closed: one of the two answers that are right
    } catch (Throwable e) {
      wrong.add(e);
    }
  }

  @Test
  void thousandsOfRoundsLeaveResidentMemoryFlat() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "no /proc to read resident memory from");
    RandomModel.of(2000, 64, 2, 4, 64).withPretrainingHead().write(folder);
    long kilobytes = 0;
    long threads = 0;
    for (int round = 0; round < 2500; round++) {
      if (round == 500) {
        System.gc();
        kilobytes = ofThisProcess("VmRSS");
        threads = ofThisProcess("Threads");
      }
      try (AlbertModel model = AlbertModel.load(folder)) {
        // Mostly on one core; at times on all, which makes and ends a team of threads.
        model.forward(round % 50 == 0 ? SHARED : BATCH, Request.of(Output.LOGITS));
      }
    }
    System.gc();
    // One model's weights are 1.2 MB: a leak of a hundredth of each would show as 24 MB.
    assertThat(ofThisProcess("VmRSS") - kilobytes).isLessThan(24_000);
    // The JVM's own come and go, a few; 40 teams were made since.
    assertThat(ofThisProcess("Threads") - threads).isLessThan(20);
  }

  /** A figure of {@code /proc/self/status}. */
  static long ofThisProcess(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + name);
  }

  @Test
  void aForgottenModelIsFreedByTheCleaner() throws InterruptedException {
    RandomModel.tiny().write(folder);
    ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    forget(threads);
    for (int i = 0; i < 100 && threads.stream().anyMatch(Thread::isAlive); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
  }

  private void forget(ConcurrentLinkedQueue<Thread> threads) {
    AlbertModel model =
        AlbertModel.load(
            folder.toString(),
            new LoadOptions(
                Precision.FP32,
                2,
                task -> {
                  Thread thread = new Thread(task, "forgotten");
                  thread.setDaemon(true);
                  threads.add(thread);
                  return thread;
                },
                null));
    model.forward(BATCH, FEATURES);
  }
}
