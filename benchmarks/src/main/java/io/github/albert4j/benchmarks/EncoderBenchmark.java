package io.github.albert4j.benchmarks;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The encoder's forward pass: the last hidden state of rows of random ids. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EncoderBenchmark {
  @Param("albert4j-small")
  String model;

  @Param({"1", "8"})
  int rows;

  @Param({"12", "128"})
  int length;

  @Param({"FP32", "BF16"})
  Precision precision;

  private AlbertModel loaded;
  private PackedBatch batch;

  @Setup(Level.Trial)
  public void load() {
    loaded = AlbertModel.load(model, new LoadOptions(precision, 0, null, null));
    Random random = new Random(1);
    int[][] ids = new int[rows][length];
    for (int[] row : ids) {
      for (int i = 0; i < length; i++) {
        row[i] = 5 + random.nextInt(loaded.config().vocabSize() - 5);
      }
    }
    batch = PackedBatch.of(ids, null);
  }

  @TearDown(Level.Trial)
  public void close() {
    loaded.close();
  }

  @Benchmark
  public float[] lastHiddenState() {
    return loaded.forward(batch, Request.of(Output.LAST_HIDDEN_STATE)).lastHiddenState();
  }
}
