package io.github.albert4j.model;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * How long a model takes for random ids, half of a row of each type: what its head gives, or the
 * last hidden state where it has none.
 *
 * @param batch rows
 * @param length tokens in each
 * @param precision what computes
 * @param threads how many compute at most
 * @param medianMs the median time of a forward pass, in milliseconds
 * @param p90Ms the time that nine of ten passes stay below
 * @param tokensPerS tokens a second, at the median
 * @param gflops 10⁹ operations a second, at the median: two for each weight and token
 * @param steps the share of each step in the time of all workers; they sum to 1
 * @since 0.1.0
 */
public record Latency(
    int batch,
    int length,
    Precision precision,
    int threads,
    double medianMs,
    double p90Ms,
    double tokensPerS,
    double gflops,
    Map<Step, Double> steps) {
  private static final int LEAST_WARM_UPS = 3;
  private static final long WARM_UP_NANOS = 2_000_000_000; // Java code is compiled meanwhile
  private static final long LONG_NANOS = 3_000_000_000L; // a pass that long warms up by itself
  private static final int PEAK_ROWS = 512;
  private static final int PEAK_RUNS = 25;

  /**
   * What the machine's cores can do at most: 10⁹ operations a second of multiplications that suit
   * them, each core for itself. Measured anew with each call, in about a second.
   */
  public static double peakGflops(Precision precision, int threads) {
    DataType type =
        switch (precision) {
          case BF16 -> DataType.BF16;
          case INT8 -> DataType.S8;
          case FP32, AUTO -> DataType.F32;
        };
    return MatmulSpeed.operationsPerSecond(Engine.cpu(), type, threads, PEAK_ROWS, PEAK_RUNS) / 1e9;
  }

  /**
   * Measures, after warming up.
   *
   * @param runs passes that are timed
   * @throws InvalidInputException where the length is over the model's positions, or a number below
   *     1
   */
  public static Latency measure(AlbertModel model, int batch, int length, int runs) {
    if (batch < 1 || length < 1 || runs < 1) {
      throw new InvalidInputException("batch, length and runs: expected 1 or more");
    }
    Random random = new Random(42);
    int[][] ids = new int[batch][length];
    for (int[] row : ids) {
      Arrays.setAll(row, i -> random.nextInt(model.config().vocabSize()));
    }
    int second = Math.min(1, model.config().typeVocabSize() - 1);
    int[][] types = new int[batch][length];
    for (int[] row : types) {
      Arrays.fill(row, length / 2, length, second);
    }
    PackedBatch input = PackedBatch.of(ids, types);
    Head head = model.head();
    Request request = Request.of(head == Head.ALBERT ? Output.LAST_HIDDEN_STATE : head.output());
    warmUp(() -> model.forward(input, request));
    long[] stepsBefore = model.stepNanos();
    double[] ms = new double[runs];
    for (int i = 0; i < runs; i++) {
      long before = System.nanoTime();
      model.forward(input, request);
      ms[i] = (System.nanoTime() - before) / 1e6;
    }
    Arrays.sort(ms);
    double median = (ms[(runs - 1) / 2] + ms[runs / 2]) / 2;
    double p90 = ms[Math.min(runs - 1, (int) Math.ceil(0.9 * runs) - 1)];
    return new Latency(
        batch,
        length,
        model.precision(),
        model.threads(),
        median,
        p90,
        batch * (double) length / median * 1000,
        model.operations(batch, length) / median / 1e6,
        shares(stepsBefore, model.stepNanos()));
  }

  private static void warmUp(Runnable pass) {
    long start = System.nanoTime();
    long nanos = 0;
    for (int i = 0; nanos < LONG_NANOS && (i < LEAST_WARM_UPS || nanos < WARM_UP_NANOS); i++) {
      pass.run();
      nanos = System.nanoTime() - start;
    }
  }

  private static Map<Step, Double> shares(long[] before, long[] after) {
    double sum = Arrays.stream(after).sum() - Arrays.stream(before).sum();
    Map<Step, Double> shares = new EnumMap<>(Step.class);
    for (Step step : Step.values()) {
      shares.put(step, (after[step.ordinal()] - before[step.ordinal()]) / sum);
    }
    return shares;
  }
}
