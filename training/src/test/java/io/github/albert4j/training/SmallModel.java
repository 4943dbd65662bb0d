package io.github.albert4j.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.checkpoint.ModelFolderWriter;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.gradient.WeightFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Models and batches made for tests. */
public final class SmallModel {
  public static final int VOCABULARY = 40;
  private static final int FIRST_WORD = 5;

  private SmallModel() {}

  /** Two layers of 16 with two heads. */
  public static AlbertConfig config(Activation activation, double dropout) {
    return config(VOCABULARY, 8, 16, 2, 1, activation, dropout);
  }

  public static AlbertConfig config(
      int vocabulary,
      int embedding,
      int hidden,
      int layers,
      int groups,
      Activation activation,
      double dropout) {
    return new AlbertConfig(
        vocabulary,
        embedding,
        hidden,
        layers,
        groups,
        1,
        2,
        2 * hidden,
        activation,
        dropout,
        dropout,
        dropout,
        64,
        2,
        0.02,
        1e-12,
        0,
        2,
        3,
        List.of(),
        List.of("a", "b"),
        null,
        true,
        true,
        null);
  }

  /** Weights that are large enough for every derivative to be felt. */
  public static void fill(ParameterLayout layout, long seed, Tensor flat) {
    Random random = new Random(seed);
    for (Parameter parameter : layout.parameters()) {
      boolean norm = !parameter.decays() && parameter.name().endsWith(".weight");
      float[] values = new float[(int) parameter.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (norm ? 1 + 0.2 * random.nextGaussian() : 0.3 * random.nextGaussian());
      }
      flat.write(parameter.offset(), values, 0, values.length);
    }
  }

  /** Rows of random pieces. */
  public static PackedBatch rows(long seed, int... lengths) {
    Random random = new Random(seed);
    int[][] ids = new int[lengths.length][];
    int[][] types = new int[lengths.length][];
    for (int row = 0; row < lengths.length; row++) {
      ids[row] = random.ints(lengths[row], FIRST_WORD, VOCABULARY).toArray();
      int second = lengths[row] / 2;
      types[row] = IntStream.range(0, lengths[row]).map(i -> i < second ? 0 : 1).toArray();
    }
    return PackedBatch.of(ids, types);
  }

  public static MicroBatch batch(PackedBatch rows, Targets targets) {
    return new MicroBatch(rows, IntStream.range(0, rows.rows()).asLongStream().toArray(), targets);
  }

  /** Every third token is to be named, and the rows' orders are 0, 1 and not asked, in turn. */
  public static Targets.Pretraining pretraining(PackedBatch rows) {
    int[] positions = IntStream.range(0, rows.tokens()).filter(t -> t % 3 == 1).toArray();
    return new Targets.Pretraining(
        positions,
        IntStream.of(positions).map(t -> FIRST_WORD + t * 7 % (VOCABULARY - FIRST_WORD)).toArray(),
        IntStream.range(0, rows.rows()).map(r -> r % 3 == 2 ? -1 : r % 3).toArray());
  }

  /** Writes a folder with a model for pretraining, as that leaves it. */
  public static void write(
      Path folder,
      AlbertConfig config,
      ParameterLayout layout,
      Tensor weights,
      Map<String, byte[]> vocabulary) {
    ObjectNode json = config.toJson();
    json.putArray("architectures").add("AlbertForPreTraining");
    ModelFolderWriter.write(
        folder,
        json,
        WeightFiles.tensors(layout, weights, ""),
        vocabulary,
        ModelFolderWriter.Format.SAFETENSORS,
        Long.MAX_VALUE);
  }

  /** {@code ‖a - b‖ / ‖b‖}. */
  public static double distance(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += Math.pow(b[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
