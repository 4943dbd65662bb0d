package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlbertModelTest {
  @TempDir Path folder;

  @Test
  void aRowsAnswerDoesNotDependOnItsBatchMates() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomModel.of(300, 64, 3, 4, 128).withPretrainingHead().write(folder);
    int[][] rows = new int[37][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.ints(1 + random.nextInt(128), 0, 300).toArray();
    }
    Request request =
        Request.of(
            Output.LAST_HIDDEN_STATE, Output.LOGITS, Output.SOP_LOGITS, Output.POOLER_OUTPUT);
    for (int threads : new int[] {1, 2, 8}) {
      try (AlbertModel model =
          AlbertModel.load(
              folder.toString(), new LoadOptions(Precision.FP32, threads, null, null))) {
        PackedBatch batch = PackedBatch.of(rows, null);
        ModelOutput together = model.forward(batch, request);
        for (int row = 0; row < rows.length; row++) {
          ModelOutput alone = model.forward(PackedBatch.of(new int[][] {rows[row]}, null), request);
          int start = batch.rowStarts()[row];
          String what = "seed " + seed + ", " + threads + " threads, row " + row;
          near(what, alone.lastHiddenState(), together.lastHiddenState(), start * 64);
          near(what, alone.logits(), together.logits(), start * 300);
          near(what, alone.sopLogits(), together.sopLogits(), row * 2);
          near(what, alone.poolerOutput(), together.poolerOutput(), row * 64);
        }
      }
    }
  }

  private static void near(String what, float[] alone, float[] together, int from) {
    for (int i = 0; i < alone.length; i++) {
      assertThat(together[from + i]).as(what).isCloseTo(alone[i], within(1e-5f));
    }
  }

  /** 30 rows of 20 tokens. */
  private static PackedBatch rowsOfTwenty() {
    int[][] rows = new int[30][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Random(i).ints(20, 0, 300).toArray();
    }
    return PackedBatch.of(rows, null);
  }

  /** What nobody reads is not computed in the last pass; what is read is the same. */
  @Test
  void answersForSomeTokensEqualThoseForAll() {
    RandomModel.of(300, 64, 2, 4, 128).withPretrainingHead().write(folder);
    PackedBatch batch = rowsOfTwenty();
    int[] positions = {1, 3, 19, 20, 41, 42, 43, 44, 45, 46, 47}; // none in the last slices
    EnumSet<Output> outputs = EnumSet.of(Output.VOCABULARY_LOGITS);
    for (int threads : new int[] {1, 4}) {
      try (AlbertModel model =
          AlbertModel.load(
              folder.toString(), new LoadOptions(Precision.FP32, threads, null, null))) {
        ModelOutput all =
            model.forward(
                batch,
                Request.of(
                    Output.LAST_HIDDEN_STATE,
                    Output.LOGITS,
                    Output.SOP_LOGITS,
                    Output.POOLER_OUTPUT));
        ModelOutput masks = model.forward(batch, new Request(outputs, positions));
        ModelOutput pooled = model.forward(batch, Request.of(Output.POOLER_OUTPUT));
        ModelOutput both =
            model.forward(
                batch,
                new Request(EnumSet.of(Output.VOCABULARY_LOGITS, Output.SOP_LOGITS), positions));
        near("pooled", all.poolerOutput(), pooled.poolerOutput(), 0);
        near("both", all.sopLogits(), both.sopLogits(), 0);
        for (int i = 0; i < positions.length; i++) {
          int from = positions[i] * 300;
          float[] want = Arrays.copyOfRange(all.logits(), from, from + 300);
          near("masks, " + threads + " threads", want, masks.logits(), i * 300);
          near("both, " + threads + " threads", want, both.logits(), i * 300);
        }
      }
    }
  }

  @Test
  void aReaderSeesWhatTheOutputWouldHold() {
    RandomModel.of(300, 64, 2, 4, 128).withPretrainingHead().write(folder);
    PackedBatch batch = rowsOfTwenty();
    int[] positions = new Random(1).ints(200, 0, 600).distinct().sorted().toArray();
    for (int threads : new int[] {1, 4}) {
      try (AlbertModel model =
          AlbertModel.load(
              folder.toString(), new LoadOptions(Precision.FP32, threads, null, null))) {
        ModelOutput held = model.forward(batch, Request.vocabularyLogits(positions));
        float[][] seen = new float[positions.length][];
        LogitsReader reader = (index, logits) -> seen[index] = logits.clone();
        ModelOutput read = model.forward(batch, Request.readVocabularyLogits(reader, positions));
        assertThat(read.logits()).isNull();
        for (int i = 0; i < positions.length; i++) {
          float[] want = Arrays.copyOfRange(held.logits(), i * 300, (i + 1) * 300);
          assertThat(seen[i]).as("%d threads, position %d", threads, i).isEqualTo(want);
        }
        LogitsReader failing =
            (index, logits) -> {
              throw new IllegalStateException("position " + index);
            };
        assertThatThrownBy(
                () -> model.forward(batch, Request.readVocabularyLogits(failing, positions)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("position ");
        ModelOutput after = model.forward(batch, Request.vocabularyLogits(positions));
        assertThat(after.logits()).isEqualTo(held.logits());
      }
    }
  }

  @Test
  void bf16IsCloseToFp32() {
    RandomModel.of(300, 64, 3, 4, 128).withPretrainingHead().write(folder);
    int[][] rows = {new Random(1).ints(60, 0, 300).toArray(), {5, 6, 7}};
    PackedBatch batch = PackedBatch.of(rows, null);
    Request request = Request.of(Output.LAST_HIDDEN_STATE, Output.LOGITS, Output.SOP_LOGITS);
    try (AlbertModel fp32 = AlbertModel.load(folder);
        AlbertModel bf16 =
            AlbertModel.load(folder.toString(), new LoadOptions(Precision.BF16, 0, null, null))) {
      ModelOutput want = fp32.forward(batch, request);
      ModelOutput got = bf16.forward(batch, request);
      for (int i = 0; i < want.lastHiddenState().length; i++) {
        assertThat(got.lastHiddenState()[i]).isCloseTo(want.lastHiddenState()[i], within(0.1f));
      }
      for (int i = 0; i < want.logits().length; i++) {
        assertThat(got.logits()[i]).isCloseTo(want.logits()[i], within(0.1f));
      }
    }
  }

  @Test
  void autoTakesAPrecisionAndInt8SaysWhatToUse() {
    RandomModel.tiny().write(folder);
    try (AlbertModel model =
        AlbertModel.load(folder.toString(), new LoadOptions(Precision.AUTO, 0, null, null))) {
      assertThat(model.precision()).isIn(Precision.FP32, Precision.BF16);
    }
    assertThatThrownBy(
            () ->
                AlbertModel.load(folder.toString(), new LoadOptions(Precision.INT8, 0, null, null)))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("int8")
        .hasMessageContaining("fp32");
  }

  @Test
  void outputsThatTheFolderLacksAreNamed() {
    RandomModel bare = RandomModel.tiny();
    bare.architecture = "AlbertModel";
    bare.write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      assertThat(model.head()).isEqualTo(Head.ALBERT);
      assertThat(model.available())
          .containsExactlyInAnyOrder(
              Output.LAST_HIDDEN_STATE,
              Output.HIDDEN_STATES,
              Output.ATTENTIONS,
              Output.POOLER_OUTPUT);
      assertThatThrownBy(() -> model.forward(batch(1, 2), Request.vocabularyLogits(0)))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("predictions.*")
          .hasMessageContaining("pooler output")
          .hasMessageContaining("fine-tune");
    }
  }

  @Test
  void theHeadIsToldFromTheTensorsWhereTheConfigDoesNotSay() {
    RandomModel model = RandomModel.tiny().withPretrainingHead();
    model.architecture = "SomethingElse";
    model.write(folder);
    try (AlbertModel loaded = AlbertModel.load(folder)) {
      assertThat(loaded.head()).isEqualTo(Head.PRETRAINING);
    }
    RandomModel tokens =
        RandomModel.tiny().put("classifier.weight", 3, 16).put("classifier.bias", 3);
    tokens.architecture = "SomethingElse";
    tokens.without("albert.pooler.weight").without("albert.pooler.bias").write(folder);
    try (AlbertModel loaded = AlbertModel.load(folder)) {
      assertThat(loaded.head()).isEqualTo(Head.TOKEN_CLASSIFICATION);
    }
  }

  @Test
  void aMissingTensorAndAWrongShapeAreNamed() {
    String query = "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight";
    RandomModel.tiny().without(query).write(folder);
    assertThatThrownBy(() -> AlbertModel.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(query)
        .hasMessageContaining("[16, 16]");
    RandomModel.tiny().put("albert.pooler.weight", 16, 15).write(folder);
    assertThatThrownBy(() -> AlbertModel.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("pooler.weight")
        .hasMessageContaining("[16, 15]");
  }

  @Test
  void tensorsThatNoPartReadsAreListed() {
    RandomModel.tiny().put("somebody.elses", 3).write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      assertThat(model.skippedTensors())
          .extracting(t -> t.name())
          .containsExactly("somebody.elses");
    }
  }

  @Test
  void numbersOutOfRangeAreRefusedBeforeNativeCodeSeesThem() {
    RandomModel.tiny().write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      refused(model, batch(1, 50), "id 50 is not from 0 to 49");
      refused(model, batch(-1), "id -1");
      refused(model, PackedBatch.of(new int[][] {{1}}, new int[][] {{2}}), "token type 2");
      refused(model, PackedBatch.of(new int[][] {new int[65]}, null), "64 positions");
      refused(
          model,
          new PackedBatch(new int[] {1}, new int[] {0}, new int[] {0}, new int[] {0, 2}),
          "row starts");
      refused(
          model,
          new PackedBatch(new int[] {1}, new int[] {0}, new int[] {-1}, new int[] {0, 1}),
          "position -1");
    }
  }

  private static void refused(AlbertModel model, PackedBatch batch, String why) {
    assertThatThrownBy(() -> model.forward(batch, Request.of(Output.LAST_HIDDEN_STATE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(why);
  }

  @Test
  void noRowsGiveNoNumbers() {
    RandomModel.tiny().write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      ModelOutput output =
          model.forward(PackedBatch.of(new int[0][], null), Request.of(Output.LAST_HIDDEN_STATE));
      assertThat(output.lastHiddenState()).isEmpty();
    }
  }

  private static PackedBatch batch(int... ids) {
    return PackedBatch.of(new int[][] {ids}, null);
  }
}
