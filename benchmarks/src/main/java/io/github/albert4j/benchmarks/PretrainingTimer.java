package io.github.albert4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.Latency;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.loop.FirstWeights;
import io.github.albert4j.training.loop.Pretraining;
import io.github.albert4j.training.loop.StepMetrics;
import io.github.albert4j.training.loop.TrainingListener;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Java side of {@code benchmarks/pretraining.py}: {@link Pretraining} itself, over rows that
 * {@code create-pretraining-data --preview} printed.
 *
 * <p>{@code check} makes one step at a learning rate of 0 and prints its loss: the output folder
 * then has the first weights, and the checkpoint's first moments are a tenth of the gradient.
 * {@code time} trains, and answers each number of seconds on standard input, once so many are over,
 * with the tokens, the seconds by the clock, those of the processor, and the machine's peak right
 * after them, in 10⁹ operations a second.
 */
public final class PretrainingTimer {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private PretrainingTimer() {}

  /**
   * @param args check or time, a config.json, rows as JSON lines, a folder to write to, a
   *     precision, rows a step, threads, tokens a micro-batch or 0 for the usual
   */
  public static void main(String[] args) throws IOException {
    boolean checks = args[0].equals("check");
    AlbertConfig config = AlbertConfig.readFile(Path.of(args[1]));
    Files.createDirectories(Path.of(args[3]));
    int microBatchTokens = Integer.parseInt(args[7]);
    TrainingOptions options =
        new TrainingOptions(
            config,
            checks ? 1 : Integer.MAX_VALUE,
            Integer.parseInt(args[5]),
            UpdateRule.of(UpdateRule.Form.ADAMW),
            Schedule.constant(checks ? 0 : 1e-4, 0),
            checks ? 0 : 1,
            Precision.valueOf(args[4].toUpperCase(java.util.Locale.ROOT)),
            1,
            microBatchTokens > 0 ? microBatchTokens : TrainingOptions.microBatchTokens(config),
            false,
            Integer.parseInt(args[6]),
            Integer.MAX_VALUE,
            1);
    try (Rows rows = Rows.read(Path.of(args[2]), config.vocabSize());
        Pretraining pretraining =
            new Pretraining(
                options,
                rows,
                LossWeights.PAPER,
                Map.of(),
                Path.of(args[3]),
                FirstWeights.random(),
                false)) {
      System.err.println(
          "albert4j trains "
              + pretraining.parameters()
              + " parameters in "
              + pretraining.precision());
      pretraining.run(checks ? new Printer() : new Clock(pretraining, options.threads()));
    }
  }

  /** Prints each step's loss. */
  private static final class Printer implements TrainingListener {
    @Override
    public void step(StepMetrics metrics) {
      System.out.println(metrics.loss());
    }

    @Override
    public void checkpoint(Path folder) {}
  }

  /** Between its rounds the training stands still. */
  private static final class Clock implements TrainingListener {
    private final Pretraining pretraining;
    private final int threads;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    private double asked;
    private long tokens;
    private long start;
    private long processorStart;

    Clock(Pretraining pretraining, int threads) {
      this.pretraining = pretraining;
      this.threads = threads;
      next(0);
    }

    private void next(long tokensSeen) {
      try {
        String line = in.readLine();
        if (line == null) {
          pretraining.stop();
          return;
        }
        asked = Double.parseDouble(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      tokens = tokensSeen;
      processorStart = SYSTEM.getProcessCpuTime();
      start = System.nanoTime();
    }

    @Override
    public void step(StepMetrics metrics) {
      double seconds = (System.nanoTime() - start) * 1e-9;
      if (seconds >= asked) {
        double processor = (SYSTEM.getProcessCpuTime() - processorStart) * 1e-9;
        double peak = Latency.peakGflops(pretraining.precision(), threads);
        System.out.println(
            (metrics.tokens() - tokens) + "\t" + seconds + "\t" + processor + "\t" + peak);
        next(metrics.tokens());
      }
    }

    @Override
    public void checkpoint(Path folder) {}
  }

  /** The same rows in the same order, again and again. */
  private record Rows(List<Instance> instances, int vocabularySize) implements InstanceSource {
    static Rows read(Path file, int vocabularySize) throws IOException {
      ObjectMapper mapper = new ObjectMapper();
      List<Instance> instances = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        instances.add(instance(mapper.readTree(line)));
      }
      return new Rows(instances, vocabularySize);
    }

    private static Instance instance(JsonNode row) {
      int[] types = ints(row.get("token_type_ids"));
      int first = 0;
      while (first < types.length && types[first] == 0) {
        first++;
      }
      int[] positions = ints(row.get("masked_positions"));
      Instance.Kind[] kinds = new Instance.Kind[positions.length];
      java.util.Arrays.fill(kinds, Instance.Kind.MASK);
      return new Instance(
          ints(row.get("input_ids")),
          first,
          positions,
          ints(row.get("masked_labels")),
          kinds,
          row.get("swapped").asBoolean()
              ? Instance.SentenceOrder.SWAPPED
              : Instance.SentenceOrder.IN_ORDER);
    }

    private static int[] ints(JsonNode array) {
      int[] values = new int[array.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = array.get(i).asInt();
      }
      return values;
    }

    @Override
    public Epoch epoch(long seed, long epoch) {
      return new Epoch() {
        @Override
        public long size() {
          return instances.size();
        }

        @Override
        public Instance get(long index) {
          return instances.get((int) index);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public String fingerprint() {
      return Integer.toHexString(instances.hashCode());
    }

    @Override
    public int maxLength() {
      return instances.stream().mapToInt(Instance::length).max().orElse(0);
    }

    @Override
    public void close() {}
  }
}
