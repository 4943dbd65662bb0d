package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextClassificationTest {
  private static final String TEXT = "I love this film!";

  @TempDir Path folder;

  private static float[] logits(AlbertModel model, String text) {
    PackedBatch batch = PackedBatch.of(List.of(model.tokenizer().encode(text)));
    return model.forward(batch, Request.of(Output.LOGITS)).logits();
  }

  @Test
  void scoresAreTheSoftmaxUnderTheConfigsLabels() {
    try (AlbertModel model = Tasks.load(Tasks.sequenceClassifier("a", "b", "c"), folder)) {
      List<ClassScore> all = TextClassification.of(model).withTopK(9).predict(TEXT);
      assertThat(all)
          .hasSize(3)
          .isSortedAccordingTo((x, y) -> Double.compare(y.score(), x.score()));
      float[] logits = logits(model, TEXT);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      for (ClassScore label : all) {
        double logit = logits["abc".indexOf(label.label())];
        assertThat(label.score()).isCloseTo(Math.exp(logit) / sum, within(1e-9));
      }
      assertThat(TextClassification.of(model).predict(TEXT)).containsExactly(all.get(0));
    }
  }

  @Test
  void theConfigTellsTheFunction() {
    String regression = "\"problem_type\":\"regression\",\"num_labels\":1";
    String several = "\"problem_type\":\"multi_label_classification\",\"num_labels\":3";
    String single = "\"num_labels\":1";
    for (String config : List.of(regression, several, single)) {
      int labels = config.equals(several) ? 3 : 1;
      Path own = folder.resolve("" + config.length());
      try (AlbertModel model =
          Tasks.load(Tasks.sequenceClassifier(new String[labels]).config(config), own)) {
        float[] logits = logits(model, TEXT);
        List<ClassScore> all = TextClassification.of(model).withTopK(3).predict(TEXT);
        assertThat(all).hasSize(labels);
        for (ClassScore label : all) {
          double logit = logits[Integer.parseInt(label.label().substring("LABEL_".length()))];
          double want = config.equals(regression) ? logit : 1 / (1 + Math.exp(-logit));
          assertThat(label.score()).isCloseTo(want, within(1e-9));
        }
        double softmax =
            TextClassification.of(model)
                .withFunction(ScoreFunction.SOFTMAX)
                .withTopK(3)
                .predict(TEXT)
                .stream()
                .mapToDouble(ClassScore::score)
                .sum();
        assertThat(softmax).isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void labelsThatAreNotTheHeadsAreAnErrorThatNamesBoth() {
    Path model =
        Tasks.write(
            Tasks.sequenceClassifier("a", "b", "c").config(Tasks.id2label("a", "b")), folder);
    assertThatThrownBy(() -> AlbertModel.load(model))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("2 rows, one for each label in config.json")
        .hasMessageContaining("3 rows");
  }

  @Test
  void aConfigWithoutLabelsGetsAsManyAsTheHeadHas() {
    try (AlbertModel model =
        Tasks.load(Tasks.sequenceClassifier("a", "b", "c").config("\"pad_token_id\":0"), folder)) {
      assertThat(model.labels()).containsExactly("LABEL_0", "LABEL_1", "LABEL_2");
    }
  }

  @Test
  void anotherHeadIsNamedAndSoIsWhatTheFolderLacks() {
    assertThatThrownBy(() -> TextClassification.of(Small.MODEL))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("sequence-classification")
        .hasMessageContaining("pretraining");
    LoadOptions head = new LoadOptions(Precision.FP32, 1, null, Head.SEQUENCE_CLASSIFICATION);
    try (AlbertModel model = AlbertModel.load(ModelFolder.EMBEDDED, head)) {
      assertThatThrownBy(() -> TextClassification.of(model))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("classifier.*")
          .hasMessageContaining("fine-tune");
    }
    Path choices = Tasks.write(Tasks.multipleChoice(), folder);
    try (AlbertModel model = AlbertModel.load(choices.toString(), head)) {
      assertThatThrownBy(() -> TextClassification.of(model))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("multiple-choice")
          .hasMessageContaining("config.json");
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    try (AlbertModel model = Tasks.load(Tasks.sequenceClassifier("a", "b"), folder)) {
      TextClassification classification = TextClassification.of(model);
      for (String text : new String[] {null, "", " \t", "word ".repeat(200)}) {
        assertThatThrownBy(() -> classification.predict(text))
            .isInstanceOf(InvalidInputException.class);
      }
      assertThatThrownBy(() -> classification.predict(new TextPair("a", "")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("second text");
      assertThatThrownBy(() -> classification.withTopK(0)).hasMessageContaining("top-k");
      assertThatThrownBy(() -> classification.withBatchTokens(0)).hasMessageContaining("batch");
    }
  }

  @Test
  void streamsListsAndSinglesAgreeFromManyThreads() {
    try (AlbertModel model = Tasks.load(Tasks.sequenceClassifier("a", "b"), folder)) {
      TextClassification classification = TextClassification.of(model).withBatchTokens(200);
      List<TextPair> texts =
          Tasks.texts(300).stream().map(text -> new TextPair(text, "It ends.")).toList();
      List<List<ClassScore>> listed = classification.predict(texts);
      List<List<List<ClassScore>>> streamed =
          IntStream.range(0, 4)
              .parallel()
              .mapToObj(i -> classification.stream(texts.iterator()).toList())
              .collect(Collectors.toList());
      for (int i = 0; i < texts.size(); i++) {
        ClassScore alone = classification.predict(texts.get(i)).get(0);
        assertThat(listed.get(i).get(0).score()).isCloseTo(alone.score(), within(1e-5));
        for (List<List<ClassScore>> answers : streamed) {
          assertThat(answers.get(i).get(0).score()).isCloseTo(alone.score(), within(1e-5));
        }
      }
    }
  }
}
