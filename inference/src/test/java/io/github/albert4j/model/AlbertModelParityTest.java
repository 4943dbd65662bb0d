package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.model.Goldens.Case;
import io.github.albert4j.model.Goldens.Numbers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every output of every stored batch, beside the reference's, within the case's tolerance. */
class AlbertModelParityTest {

  @TestFactory
  List<DynamicTest> outputsEqualTheReference() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case c :
        Goldens.cases(
            "encoder",
            "masked_lm",
            "pretraining",
            "sequence_classification",
            "token_classification",
            "question_answering",
            "multiple_choice")) {
      if (c.manifest().path("expect").asText().equals("ok") && c.manifest().has("batches")) {
        tests.add(DynamicTest.dynamicTest(c.toString(), () -> compare(c)));
      }
    }
    return tests;
  }

  private static void compare(Case c) {
    Map<String, Numbers> goldens = Goldens.tensors(c.folder().resolve("io.safetensors"));
    try (AlbertModel model = AlbertModel.load(c.folder())) {
      for (JsonNode batch : c.manifest().get("batches")) {
        String prefix = batch.get("name").asText() + ".";
        Rows rows = Rows.of(goldens, prefix);
        Set<Output> wanted = EnumSet.of(Output.LAST_HIDDEN_STATE);
        wanted.add(Output.HIDDEN_STATES);
        wanted.add(Output.ATTENTIONS);
        wanted.addAll(model.available());
        wanted.remove(Output.VOCABULARY_LOGITS);
        ModelOutput output = model.forward(rows.packed(), new Request(wanted, null));
        for (JsonNode name : batch.get("outputs")) {
          if (!name.asText().contains("loss")) {
            compareOutput(c, prefix + name.asText(), goldens, rows, model, output);
          }
        }
      }
    }
  }

  private static void compareOutput(
      Case c,
      String key,
      Map<String, Numbers> goldens,
      Rows rows,
      AlbertModel model,
      ModelOutput output) {
    Numbers want = goldens.get(key);
    String field = key.substring(key.indexOf('.') + 1);
    int block = field.matches(".*\\.\\d+") ? Integer.parseInt(field.replaceAll(".*\\.", "")) : -1;
    if (field.startsWith("attentions")) {
      int heads = model.config().numAttentionHeads();
      for (int row = 0; row < rows.count(); row++) {
        int n = rows.length(row);
        float[] got = output.attentions()[block][row];
        for (int h = 0; h < heads; h++) {
          for (int q = 0; q < n; q++) {
            for (int k = 0; k < n; k++) {
              double w = want.values()[((row * heads + h) * rows.width() + q) * rows.width() + k];
              near(c, key, got[(h * n + q) * n + k], w);
            }
          }
        }
      }
      return;
    }
    if (field.startsWith("hidden_states") || field.equals("last_hidden_state")) {
      float[] got = block < 0 ? output.lastHiddenState() : output.hiddenStates()[block];
      perToken(c, key, want, rows, got, model.config().hiddenSize(), 0, 1);
      return;
    }
    switch (field) {
      case "pooler_output" -> whole(c, key, want, output.poolerOutput());
      case "sop_logits" -> whole(c, key, want, output.sopLogits());
      case "start_logits" -> perToken(c, key, want, rows, output.logits(), 1, 0, 2);
      case "end_logits" -> perToken(c, key, want, rows, output.logits(), 1, 1, 2);
      default -> {
        int last = want.shape()[want.shape().length - 1];
        boolean tokens =
            model.head() == Head.MASKED_LM
                || model.head() == Head.PRETRAINING
                || model.head() == Head.TOKEN_CLASSIFICATION;
        if (tokens) {
          perToken(c, key, want, rows, output.logits(), last, 0, 1);
        } else {
          whole(c, key, want, output.logits());
        }
      }
    }
  }

  private static void whole(Case c, String key, Numbers want, float[] got) {
    assertThat(got).as(key).hasSize(want.values().length);
    for (int i = 0; i < got.length; i++) {
      near(c, key, got[i], want.values()[i]);
    }
  }

  /**
   * Compares at the tokens whose mask is 1: {@code width} values each, every {@code stride}-th from
   * {@code offset}.
   */
  private static void perToken(
      Case c, String key, Numbers want, Rows rows, float[] got, int width, int offset, int stride) {
    assertThat(got.length).as(key).isEqualTo(rows.packed().tokens() * width * stride);
    int token = 0;
    for (int row = 0; row < rows.count(); row++) {
      for (int i = 0; i < rows.length(row); i++, token++) {
        for (int j = 0; j < width; j++) {
          near(
              c,
              key,
              got[(token * width + j) * stride + offset],
              want.values()[(row * rows.width() + i) * width + j]);
        }
      }
    }
  }

  private static void near(Case c, String key, double got, double want) {
    JsonNode tolerance = c.manifest().get("tolerance");
    double allowed =
        tolerance.get("atol").asDouble() + tolerance.get("rtol").asDouble() * Math.abs(want);
    if (!(Math.abs(got - want) <= allowed)) {
      throw new AssertionError(c + " " + key + ": " + got + ", the reference has " + want);
    }
  }

  /** The rows of a stored batch, whose padding is on the right; choices count as rows. */
  private record Rows(PackedBatch packed, int width) {
    static Rows of(Map<String, Numbers> goldens, String prefix) {
      Numbers ids = goldens.get(prefix + "input_ids");
      Numbers mask = goldens.get(prefix + "attention_mask");
      Numbers types = goldens.get(prefix + "token_type_ids");
      int width = ids.shape()[ids.shape().length - 1];
      int count = ids.values().length / width;
      int[][][] rows = new int[3][count][];
      for (int row = 0; row < count; row++) {
        rows[0][row] = ids.ints(row * width, width);
        rows[1][row] = types.ints(row * width, width);
        rows[2][row] = mask.ints(row * width, width);
      }
      return new Rows(PackedBatch.of(rows[0], rows[1], rows[2]), width);
    }

    int count() {
      return packed.rows();
    }

    int length(int row) {
      return packed.length(row);
    }
  }
}
