package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.model.Goldens.Case;
import io.github.albert4j.model.Goldens.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Google's SQuAD 2.0 head beside the reference's, from its own checkpoint and from a converted one.
 */
class BeamParityTest {
  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> beamsEqualTheReference() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case c : Goldens.cases("squad_v2")) {
      tests.add(DynamicTest.dynamicTest(c + " as it is", () -> compare(c, c.folder())));
      Path converted = folder.resolve(c.toString());
      tests.add(
          DynamicTest.dynamicTest(
              c + " converted",
              () -> {
                ModelConverter.convert(c.folder(), converted, ModelConverter.Options.DEFAULT);
                compare(c, converted);
              }));
    }
    return tests;
  }

  private void compare(Case c, Path model) {
    Path written = folder.resolve(c + "-" + model.getFileName() + ".safetensors");
    try (AlbertModel albert = AlbertModel.load(model)) {
      assertThat(albert.head()).isEqualTo(Head.QUESTION_ANSWERING_BEAM);
      assertThat(albert.skippedTensors()).isEmpty();
      BatchFile.forward(
          albert, c.folder().resolve("io.safetensors"), written, EnumSet.noneOf(Output.class));
    }
    Map<String, Numbers> want = Goldens.tensors(c.folder().resolve("io.safetensors"));
    Map<String, Numbers> got = Goldens.tensors(written);
    double absolute = c.manifest().at("/tolerance/atol").asDouble();
    double relative = c.manifest().at("/tolerance/rtol").asDouble();
    for (JsonNode batch : c.manifest().path("batches")) {
      Numbers mask = want.get(batch.path("name").asText() + ".attention_mask");
      for (JsonNode output : batch.path("outputs")) {
        String name = batch.path("name").asText() + "." + output.asText();
        if (output.asText().equals("loss")) {
          continue;
        }
        assertThat(got.get(name).shape()).as(name).isEqualTo(want.get(name).shape());
        double[] expected = want.get(name).values();
        double[] found = got.get(name).values();
        int width = expected.length / mask.values().length; // of a token; 0 for others
        boolean perToken = output.asText().equals("last_hidden_state");
        for (int i = 0; i < expected.length; i++) {
          if (!perToken || mask.values()[i / width] == 1) {
            assertThat(found[i])
                .as("%s of %s at %d", name, c, i)
                .isCloseTo(expected[i], within(absolute + relative * Math.abs(expected[i])));
          }
        }
      }
      assertThat(candidates(want, batch.path("name").asText()))
          .as("what may be an answer")
          .isEqualTo(want.get(batch.path("name").asText() + ".p_mask").values());
    }
  }

  /** The mask that the reference was given, told from types and padding. */
  private static double[] candidates(Map<String, Numbers> tensors, String batch) {
    Numbers ids = tensors.get(batch + ".input_ids");
    int width = ids.shape()[1];
    double[] mask = new double[ids.values().length];
    Arrays.fill(mask, 1);
    int[][][] rows = new int[3][ids.shape()[0]][];
    String[] names = {".input_ids", ".token_type_ids", ".attention_mask"};
    for (int row = 0; row < ids.shape()[0]; row++) {
      for (int i = 0; i < names.length; i++) {
        rows[i][row] = tensors.get(batch + names[i]).ints(row * width, width);
      }
    }
    PackedBatch packed = PackedBatch.of(rows[0], rows[1], rows[2]);
    for (int row = 0; row < packed.rows(); row++) {
      int from = row * width;
      packed.answerCandidates(row).stream().forEach(token -> mask[from + token] = 0);
    }
    return mask;
  }
}
