package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.ModelFolderWriter;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card's check, on a model whose answers are known. */
class CardVerificationTest {
  private static final CardExpectation.Configuration CONFIGURATION =
      new CardExpectation.Configuration(4, 128, 256, 8, 5);

  private static CardExpectation own(double factor) {
    List<CardExpectation.Example> examples = new ArrayList<>();
    for (String text : List.of("Hello I'm a [MASK] model.", "The man worked as a [MASK].")) {
      List<Prediction> rows =
          FillMask.of(Small.MODEL).predict(text, 5).stream()
              .map(p -> new Prediction(p.sequence(), p.score() * factor, p.token(), p.tokenStr()))
              .toList();
      examples.add(new CardExpectation.Example(text, rows));
    }
    return new CardExpectation("own", examples, CONFIGURATION);
  }

  @Test
  void aModelPassesItsOwnCard() {
    CardReport report = CardVerification.of(Small.MODEL).verify(own(1));
    assertThat(report.passed()).isTrue();
    assertThat(report.rows()).hasSize(10).allMatch(CardReport.Row::agrees);
    assertThat(report.configuration()).hasSize(5).allMatch(CardReport.Line::agrees);
  }

  @Test
  void scoresMayDifferByOneInAThousand() {
    CardVerification verification = CardVerification.of(Small.MODEL);
    assertThat(verification.verify(own(1.0009)).passed()).isTrue();
    assertThat(verification.verify(own(1.0011)).passed()).isFalse();
  }

  @Test
  void anotherConfigurationFails() {
    CardExpectation card = own(1);
    CardReport report =
        CardVerification.of(Small.MODEL)
            .verify(
                new CardExpectation(
                    "own", card.examples(), new CardExpectation.Configuration(12, 128, 256, 8, 5)));
    assertThat(report.passed()).isFalse();
    assertThat(report.rows()).allMatch(CardReport.Row::agrees);
  }

  @Test
  void aChangedCopyFails(@TempDir Path folder) {
    Path source = Small.MODEL.folder().path();
    AlbertConfig config = AlbertConfig.read(source);
    try (Checkpoint checkpoint = Checkpoint.open(source)) {
      List<TensorData> tensors = new ArrayList<>();
      for (TensorInfo tensor : checkpoint.tensors().values()) {
        FloatBuffer values = FloatBuffer.allocate((int) tensor.elements());
        checkpoint.read(tensor.name(), 0, values);
        if (tensor.name().endsWith("ffn.bias")) {
          for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) + 0.02f);
          }
        }
        tensors.add(TensorData.of(tensor.name(), values.array(), tensor.shape()));
      }
      ModelFolderWriter.write(
          folder,
          config.toJson(),
          tensors,
          VocabularyFiles.of(source, 512),
          ModelFolderWriter.Format.SAFETENSORS,
          Long.MAX_VALUE);
    }
    try (AlbertModel changed = AlbertModel.load(folder)) {
      assertThat(CardVerification.of(changed).verify(own(1)).passed()).isFalse();
    }
  }

  @Test
  void theCardsOwnNumbersAreFifteenRows() {
    CardReport report = CardVerification.of(Small.MODEL).verify();
    assertThat(report.rows()).hasSize(15);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void parametersAreCountedAsHuggingFaceCountsThem() {
    AlbertConfig small = Small.MODEL.config();
    try (Checkpoint checkpoint = Checkpoint.open(Small.MODEL.folder().path())) {
      long encoder =
          checkpoint.tensors().values().stream()
              .filter(tensor -> tensor.name().startsWith("albert."))
              .mapToLong(TensorInfo::elements)
              .sum();
      assertThat(CardVerification.parameters(small)).isEqualTo(encoder);
    }
  }
}
