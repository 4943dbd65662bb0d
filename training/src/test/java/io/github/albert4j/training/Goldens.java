package io.github.albert4j.training;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.checkpoint.DType;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.gradient.Loss;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.gradient.TaskHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The golden data of training: cases, their batches and their tensors. */
public final class Goldens {
  private static final int IGNORED = -100;

  private Goldens() {}

  /** The folders of the cases whose name begins so; the test is skipped where there are none. */
  public static List<Path> cases(String... prefixes) {
    Path models =
        Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures"), "models");
    String missing = "no golden data: " + models + " is missing";
    if (Boolean.getBoolean("albert4j.fixtures.required")) {
      assertTrue(Files.isDirectory(models), missing);
    }
    assumeTrue(Files.isDirectory(models), missing);
    try (Stream<Path> folders = Files.list(models)) {
      return folders
          .filter(f -> Stream.of(prefixes).anyMatch(p -> f.getFileName().toString().startsWith(p)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static float[] floats(SafetensorsFile file, String name) {
    float[] values = new float[Math.toIntExact(file.tensors().get(name).elements())];
    file.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  /** A tensor of whole numbers, row by row. */
  public static int[][] rows(SafetensorsFile file, String name) {
    long[] shape = file.tensors().get(name).shape();
    int columns = (int) shape[shape.length - 1];
    long[] values = new long[Math.toIntExact(file.tensors().get(name).elements())];
    file.read(name, 0, LongBuffer.wrap(values));
    int[][] rows = new int[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      rows[i / columns][i % columns] = (int) values[i];
    }
    return rows;
  }

  /** A stored batch, each row a micro-batch of its own or all rows one. */
  public static List<MicroBatch> microBatches(
      SafetensorsFile io, String batch, TaskHead head, boolean rowByRow) {
    int[][] ids = rows(io, batch + ".input_ids");
    int[][] types = rows(io, batch + ".token_type_ids");
    int[][] masks = rows(io, batch + ".attention_mask");
    List<MicroBatch> batches = new ArrayList<>();
    int step = rowByRow && head.loss() != Loss.CHOICE ? 1 : ids.length;
    for (int first = 0; first < ids.length; first += step) {
      int[] some = new int[step];
      long[] instances = new long[step];
      for (int i = 0; i < step; i++) {
        some[i] = first + i;
        instances[i] = first + i;
      }
      PackedBatch packed = PackedBatch.of(pick(ids, some), pick(types, some), pick(masks, some));
      batches.add(
          new MicroBatch(
              packed,
              instances,
              targets(
                  io,
                  batch,
                  some,
                  masks,
                  head.loss() == Loss.ONE_CLASS && !head.pools() && !head.predictsWords())));
    }
    return batches;
  }

  /** Whether a stored batch has rows that are filled up with padding. */
  public static boolean padded(SafetensorsFile io, String batch) {
    return Arrays.stream(rows(io, batch + ".attention_mask"))
        .flatMapToInt(Arrays::stream)
        .anyMatch(mask -> mask == 0);
  }

  /** A stored batch of questions, all of whose tokens are candidates. */
  public static MicroBatch questions(SafetensorsFile io, String batch) {
    PackedBatch packed =
        PackedBatch.of(
            rows(io, batch + ".input_ids"),
            rows(io, batch + ".token_type_ids"),
            rows(io, batch + ".attention_mask"));
    int[] starts = rows(io, batch + ".start_positions")[0];
    int[] ends = rows(io, batch + ".end_positions")[0];
    for (int row = 0; row < starts.length; row++) {
      starts[row] += packed.rowStarts()[row];
      ends[row] += packed.rowStarts()[row];
    }
    boolean[] candidates = new boolean[packed.tokens()];
    Arrays.fill(candidates, true);
    return new MicroBatch(
        packed,
        new long[packed.rows()],
        new Targets.Spans(packed.rowStarts(), starts, ends, candidates));
  }

  private static int[][] pick(int[][] rows, int[] which) {
    int[][] picked = new int[which.length][];
    for (int i = 0; i < which.length; i++) {
      picked[i] = rows[which[i]];
    }
    return picked;
  }

  /** The values of some of all rows. */
  private static float[] some(float[] all, int[] rows, int allRows) {
    int width = all.length / allRows;
    float[] some = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * width, some, i * width, width);
    }
    return some;
  }

  private static int[] tokenLabels(int[][] labels, int[] rows, int[][] masks) {
    List<Integer> all = new ArrayList<>();
    for (int row : rows) {
      for (int i = 0; i < labels[row].length; i++) {
        if (masks[row][i] != 0) {
          all.add(labels[row][i] == IGNORED ? -1 : labels[row][i]);
        }
      }
    }
    return all.stream().mapToInt(l -> l).toArray();
  }

  private static Targets targets(
      SafetensorsFile io, String batch, int[] rows, int[][] masks, boolean perToken) {
    TensorInfo info = io.tensors().get(batch + ".labels");
    if (info.dtype() == DType.F32) {
      return new Targets.RowValues(some(floats(io, batch + ".labels"), rows, masks.length));
    }
    int[][] labels = rows(io, batch + ".labels");
    if (info.shape().length == 1 && labels[0].length < masks.length) {
      int[] choices = new int[labels[0].length];
      Arrays.fill(choices, masks.length / choices.length);
      return new Targets.Choices(choices, labels[0]);
    }
    if (info.shape().length == 1) {
      int[] own = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        own[i] = labels[0][rows[i]];
      }
      return new Targets.RowLabels(own);
    }
    if (perToken) {
      return new Targets.TokenLabels(tokenLabels(labels, rows, masks));
    }
    List<Integer> positions = new ArrayList<>();
    List<Integer> pieces = new ArrayList<>();
    int token = 0;
    for (int row : rows) {
      for (int i = 0; i < labels[row].length; i++) {
        if (masks[row][i] == 0) {
          continue;
        }
        if (labels[row][i] != IGNORED) {
          positions.add(token);
          pieces.add(labels[row][i]);
        }
        token++;
      }
    }
    int[] orders = new int[rows.length];
    String name = batch + ".sentence_order_label";
    for (int i = 0; i < rows.length; i++) {
      orders[i] = io.tensors().containsKey(name) ? rows(io, name)[0][rows[i]] : -1;
    }
    return new Targets.Pretraining(
        positions.stream().mapToInt(p -> p).toArray(),
        pieces.stream().mapToInt(p -> p).toArray(),
        orders);
  }
}
