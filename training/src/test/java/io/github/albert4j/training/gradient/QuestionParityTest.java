package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.Goldens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of a linear answering head. Hugging Face's loss takes padding for a place where an
 * answer may start, which has no counterpart here, for rows are packed without it. So its golden
 * gradients are met by {@link PlainAlbert}, which has padding; and the plain model's gradients, of
 * the rows whose answers stand in no padding, by the fast one.
 */
class QuestionParityTest {
  private static final TaskHead HEAD = TaskHead.questionAnswering();

  /**
   * A stored row.
   *
   * @param tokens how many are no padding
   */
  private record Row(int[] ids, int[] types, int tokens, int start, int end) {
    boolean isHere(int length) {
      return start < length && end < length;
    }
  }

  private AlbertConfig config;
  private ParameterLayout layout;
  private Checkpoint checkpoint;
  private SafetensorsFile io;

  static Stream<Path> cases() {
    return Goldens.cases("head_").stream()
        .filter(
            folder ->
                Goldens.json(folder.resolve("manifest.json"))
                    .path("model_class")
                    .asText()
                    .equals("AlbertForQuestionAnswering"));
  }

  private void open(Path folder) {
    config = AlbertConfig.read(folder);
    layout = ParameterLayout.of(config, HEAD);
    checkpoint = Checkpoint.open(folder);
    io = SafetensorsFile.open(folder.resolve("io.safetensors"));
  }

  @AfterEach
  void close() {
    checkpoint.close();
    io.close();
  }

  private List<Row> rows(String batch) {
    int[][] ids = Goldens.rows(io, batch + ".input_ids");
    int[][] types = Goldens.rows(io, batch + ".token_type_ids");
    int[][] masks = Goldens.rows(io, batch + ".attention_mask");
    int[] starts = Goldens.rows(io, batch + ".start_positions")[0];
    int[] ends = Goldens.rows(io, batch + ".end_positions")[0];
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      rows.add(new Row(ids[i], types[i], IntStream.of(masks[i]).sum(), starts[i], ends[i]));
    }
    return rows;
  }

  /** The logits of starts (0) and ends (1), {@code [2][tokens]}. */
  private static int[][] logits(PlainAlbert plain, Row row, int tokens) {
    int[] ids = Arrays.copyOf(row.ids, tokens);
    int[][] hidden = plain.hidden(ids, row.types, Math.min(row.tokens, tokens));
    int[][] logits = new int[2][tokens];
    for (int i = 0; i < tokens; i++) {
      int[] both = plain.linear("qa_outputs", hidden[i]);
      logits[0][i] = both[0];
      logits[1][i] = both[1];
    }
    return logits;
  }

  /** Hugging Face's loss: the mean over those starts, and those ends, that stand in the row. */
  private static int loss(PlainAlbert plain, List<Row> rows) {
    Tape tape = plain.tape;
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (Row row : rows) {
      int[][] logits = logits(plain, row, row.ids.length);
      if (row.start < row.ids.length) {
        starts.add(tape.crossEntropy(logits[0], row.start));
      }
      if (row.end < row.ids.length) {
        ends.add(tape.crossEntropy(logits[1], row.end));
      }
    }
    return tape.times(tape.plus(mean(tape, starts), mean(tape, ends)), 0.5);
  }

  private static int mean(Tape tape, List<Integer> terms) {
    return tape.times(tape.sum(terms.stream().mapToInt(t -> t).toArray()), 1.0 / terms.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePlainModelsLossesAndGradientsAreTheReferences(Path folder) {
    open(folder);
    JsonNode manifest = Goldens.json(folder.resolve("manifest.json"));
    for (JsonNode batch : manifest.path("batches")) {
      String name = batch.path("name").asText();
      PlainAlbert plain = new PlainAlbert(config, layout, checkpoint);
      int loss = loss(plain, rows(name));
      assertThat(plain.tape.value(loss))
          .as(name)
          .isCloseTo(Goldens.floats(io, name + ".loss")[0], within(1e-5));
      if (name.equals("b0")) {
        compareWithGolden(folder, manifest, plain, loss);
      }
    }
  }

  private void compareWithGolden(Path folder, JsonNode manifest, PlainAlbert plain, int loss) {
    double absolute = manifest.at("/gradients/tolerance/atol").asDouble();
    double relative = manifest.at("/gradients/tolerance/rtol").asDouble();
    double[] d = plain.tape.derivatives(loss);
    try (SafetensorsFile golden = SafetensorsFile.open(folder.resolve("grads.safetensors"))) {
      assertThat(layout.parameters()).hasSameSizeAs(golden.tensors().keySet());
      for (Parameter parameter : layout.parameters()) {
        float[] want = Goldens.floats(golden, parameter.name());
        int[] places = plain.parameter(parameter.name());
        for (int i = 0; i < want.length; i++) {
          assertThat(d[places[i]])
              .as("%s[%d]", parameter.name(), i)
              .isCloseTo(want[i], within(absolute + relative * Math.abs(want[i])));
        }
      }
    }
  }

  /** Without padding; every third token is no candidate, unless the answer starts or ends there. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThePlainModels(Path folder) {
    open(folder);
    List<Row> rows = new ArrayList<>();
    for (String name : List.of("b0", "b1", "b2")) {
      rows(name).stream().filter(row -> row.isHere(row.tokens)).forEach(rows::add);
    }
    assertThat(rows).hasSizeGreaterThan(1);
    PackedBatch packed =
        PackedBatch.of(
            rows.stream().map(r -> Arrays.copyOf(r.ids, r.tokens)).toArray(int[][]::new),
            rows.stream().map(r -> Arrays.copyOf(r.types, r.tokens)).toArray(int[][]::new));
    PlainAlbert plain = new PlainAlbert(config, layout, checkpoint);
    Tape tape = plain.tape;
    List<Integer> terms = new ArrayList<>();
    boolean[] candidates = new boolean[packed.tokens()];
    int[] starts = new int[rows.size()];
    int[] ends = new int[rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      int first = packed.rowStarts()[r];
      starts[r] = first + row.start;
      ends[r] = first + row.end;
      int[] some =
          IntStream.range(0, row.tokens)
              .filter(t -> t % 3 != 1 || t == row.start || t == row.end)
              .toArray();
      IntStream.of(some).forEach(t -> candidates[first + t] = true);
      int[][] logits = logits(plain, row, row.tokens);
      int[] labels = {row.start, row.end};
      for (int which = 0; which < 2; which++) {
        int[] own = logits[which];
        int label = Arrays.binarySearch(some, labels[which]);
        terms.add(tape.crossEntropy(IntStream.of(some).map(t -> own[t]).toArray(), label));
      }
    }
    int loss = mean(tape, terms);
    double[] d = tape.derivatives(loss);

    MicroBatch batch =
        new MicroBatch(
            packed,
            new long[rows.size()],
            new Targets.Spans(packed.rowStarts(), starts, ends, candidates));
    Result result = train(folder, batch);
    assertThat(result.score.loss()).isCloseTo(tape.value(loss), within(1e-5));
    for (Parameter parameter : layout.parameters()) {
      int[] places = plain.parameter(parameter.name());
      for (int i = 0; i < places.length; i++) {
        double want = d[places[i]];
        assertThat((double) result.gradient[(int) parameter.offset() + i] / rows.size())
            .as("%s[%d]", parameter.name(), i)
            .isCloseTo(want, within(2e-5 + 1e-4 * Math.abs(want)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesWithoutPaddingAreTheReferences(Path folder) {
    open(folder);
    int compared = 0;
    for (JsonNode batch : Goldens.json(folder.resolve("manifest.json")).path("batches")) {
      String name = batch.path("name").asText();
      if (!Goldens.padded(io, name)) {
        assertThat(train(folder, Goldens.questions(io, name)).score.loss())
            .isCloseTo(Goldens.floats(io, name + ".loss")[0], within(1e-5));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  /** The gradient, times the rows, and what it belongs to. */
  private record Result(float[] gradient, Score score) {}

  private Result train(Path folder, MicroBatch batch) {
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine)) {
      Weights weights = new Weights(arena, layout, DataType.F32);
      WeightFiles.read(checkpoint, folder.toString(), layout, weights.exact());
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      try (Worker worker = new Worker(engine, config, layout, HEAD, weights, false, 1)) {
        Score score = worker.run(batch, Counts.of(List.of(batch)), null, gradient);
        return new Result(gradient.toArray(), score);
      }
    }
  }
}
