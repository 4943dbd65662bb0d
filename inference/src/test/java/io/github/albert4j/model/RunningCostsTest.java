package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.albert4j.config.AlbertConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls cost that can be counted on a busy machine too: objects, compilations, bytes. */
class RunningCostsTest {
  private static final Request FEATURES = Request.of(Output.LAST_HIDDEN_STATE);

  @TempDir Path folder;

  private static PackedBatch row(int length) {
    return PackedBatch.of(new int[1][length], null);
  }

  @Test
  void aThousandWarmCallsCompileNothing() {
    RandomModel.of(100, 32, 3, 2, 128).withPretrainingHead().write(folder);
    try (AlbertModel model = load(1)) {
      int[] lengths = {3, 12, 64, 100, 128};
      for (int length : lengths) {
        model.forward(row(length), FEATURES);
      }
      long made = model.primitives().made();
      assertThat(made).isPositive();
      for (int i = 0; i < 1000; i++) {
        model.forward(row(lengths[i % lengths.length]), FEATURES);
      }
      assertThat(model.primitives().made()).isEqualTo(made);
    }
  }

  @Test
  void tenThousandRandomLengthsLeaveMemoryFlat() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "no /proc to read resident memory from");
    RandomModel.of(100, 32, 1, 2, 512).write(folder);
    try (AlbertModel model = load(1)) {
      Random random = new Random(5);
      long before = 0;
      for (int i = 0; i < 10_000; i++) {
        if (i == 2_000) {
          before = residentKilobytes();
        }
        model.forward(row(1 + random.nextInt(512)), FEATURES);
      }
      Primitives primitives = model.primitives();
      assertThat(primitives.made()).isGreaterThan(2L * primitives.capacity()); // many made room
      assertThat(primitives.kept()).isLessThanOrEqualTo(primitives.capacity());
      // A primitive that is not freed leaves 10 kB or more: thousands of them would show.
      assertThat(residentKilobytes() - before).isLessThan(15_000);
    }
  }

  private static long residentKilobytes() throws IOException {
    System.gc();
    return LifecycleTest.ofThisProcess("VmRSS");
  }

  @Test
  void aPassMakesNoJavaObjects() throws Exception {
    long few = bytesOfACall(2);
    long many = bytesOfACall(22);
    // A call's own bytes differ by a few from run to run; the smallest object has 16.
    assertThat((many - few) / 20.0).isLessThan(8);
  }

  /** Bytes of Java objects that a worker makes for a call, once warm. */
  private long bytesOfACall(int passes) {
    Path model = RandomModel.of(100, 32, passes, 2, 128).write(folder.resolve("" + passes));
    CopyOnWriteArrayList<Thread> threads = new CopyOnWriteArrayList<>();
    LoadOptions options =
        new LoadOptions(
            Precision.FP32,
            1,
            task -> {
              Thread thread = new Thread(task, "counted");
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            },
            null);
    ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (AlbertModel albert = AlbertModel.load(model.toString(), options)) {
      int calls = 2_000;
      long before = 0;
      for (int i = 0; i < 2 * calls; i++) {
        if (i == calls) {
          before = allocated(counter, threads);
        }
        albert.forward(row(16), FEATURES);
      }
      return (allocated(counter, threads) - before) / calls;
    }
  }

  private static long allocated(ThreadMXBean counter, CopyOnWriteArrayList<Thread> threads) {
    return threads.stream().mapToLong(t -> counter.getThreadAllocatedBytes(t.getId())).sum();
  }

  @Test
  void weightsTakeTheirOwnSizeAndLittleMore() {
    RandomModel.of(2000, 256, 12, 4, 512).withPretrainingHead().write(folder);
    try (AlbertModel model = load(2)) {
      AlbertConfig config = model.config();
      long hidden = config.hiddenSize();
      long layer = 4 * hidden * hidden + 2 * hidden * config.intermediateSize();
      long embeddings = config.vocabSize() * (long) config.embeddingSize();
      long bytes = 4 * (layer + embeddings);
      assertThat(model.weightBytes()).isBetween(bytes, bytes * 3 / 2);
    }
  }

  @Test
  void eightWorkersOnFewerCoresGiveWhatOneGives() {
    RandomModel.of(100, 64, 3, 4, 128).withPretrainingHead().write(folder);
    Random random = new Random(3);
    int[][] ids = new int[64][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.ints(1 + random.nextInt(128), 0, 100).toArray();
    }
    PackedBatch batch = PackedBatch.of(ids, null);
    try (AlbertModel one = load(1);
        AlbertModel eight = load(8)) {
      float[] want = one.forward(batch, FEATURES).lastHiddenState();
      for (int i = 0; i < 20; i++) {
        float[] got = eight.forward(batch, FEATURES).lastHiddenState();
        assertThat(got).hasSameSizeAs(want);
        for (int j = 0; j < want.length; j++) {
          if (Math.abs(got[j] - want[j]) > 1e-5f) {
            assertThat(got[j]).as("value %d", j).isEqualTo(want[j]);
          }
        }
      }
    }
  }

  /**
   * Who asks for the attention weights has each pass computed; for others the first is repeated.
   */
  @Test
  void repeatedPassesGiveTheSameBits() {
    RandomModel.of(100, 64, 5, 4, 128).write(folder);
    Random random = new Random(7);
    int[][] ids = new int[9][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.ints(i < 2 ? 1 : 1 + random.nextInt(90), 0, 100).toArray();
    }
    PackedBatch batch = PackedBatch.of(ids, null);
    try (AlbertModel model = load(1)) {
      float[] computed =
          model
              .forward(batch, Request.of(Output.LAST_HIDDEN_STATE, Output.ATTENTIONS))
              .lastHiddenState();
      assertThat(model.forward(batch, FEATURES).lastHiddenState()).isEqualTo(computed);
    }
  }

  private AlbertModel load(int threads) {
    return AlbertModel.load(
        folder.toString(), new LoadOptions(Precision.FP32, threads, null, null));
  }
}
