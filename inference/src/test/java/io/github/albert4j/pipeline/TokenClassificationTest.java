package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenClassificationTest {
  private static final int POSITIONS = 128;

  @TempDir Path folder;

  private AlbertModel model() {
    return Tasks.load(Tasks.tokenClassifier("B-A", "I-A", "B-B", "I-B"), folder);
  }

  @Test
  void offsetsCountTheTextAsGiven() {
    String text = "😀 cafe\u0301  X\u00a0ﬁn\t𝔘nicode";
    try (AlbertModel model = model()) {
      for (Aggregation aggregation : Aggregation.values()) {
        List<Entity> found =
            TokenClassification.of(model).withAggregation(aggregation).predict(text);
        assertThat(found).isNotEmpty();
        assertThat(found.get(0).start()).isZero();
        assertThat(found.get(found.size() - 1).end()).isEqualTo(text.length());
        for (Entity entity : found) {
          String there = text.substring(entity.start(), entity.end());
          assertThat(there).isEqualTo(there.strip());
        }
      }
    }
  }

  @Test
  void eachPieceOfALongTextIsLabelledWhereItStandsDeepest() {
    int stride = 30;
    String text = "A text of some more words, and so on, over and over. ".repeat(40);
    try (AlbertModel model = model()) {
      List<Entity> found = TokenClassification.of(model).withWindows(stride).predict(text);
      Encoding whole = model.tokenizer().encode(text);
      int total = whole.length() - 2;
      assertThat(found).hasSize(total); // no label is O
      int room = POSITIONS - 2;
      for (int i = 0; i < total; i += 7) {
        assertThat(found.get(i).index()).isEqualTo(i + 1);
        assertThat(found.get(i).start()).isEqualTo(whole.starts()[i + 1]);
        // The slow way: the window in which the piece is farthest from an edge that hides text.
        int best = -1;
        int depth = -1;
        for (int from = 0; from == 0 || from + stride < total; from += room - stride) {
          int to = Math.min(total, from + room);
          int left = from == 0 ? 9999 : i - from;
          int right = to == total ? 9999 : to - 1 - i;
          if (i >= from && i < to && Math.min(left, right) > depth) {
            depth = Math.min(left, right);
            best = from;
          }
        }
        double want = highest(model, whole, best, Math.min(total, best + room), i);
        assertThat(found.get(i).score()).isCloseTo(want, within(1e-5));
      }
    }
  }

  /** The highest probability of piece i in the window of pieces from and to, in the text. */
  private static double highest(AlbertModel model, Encoding whole, int from, int to, int i) {
    int[] ids = new int[to - from + 2];
    ids[0] = whole.ids()[0];
    System.arraycopy(whole.ids(), 1 + from, ids, 1, to - from);
    ids[ids.length - 1] = whole.ids()[whole.length() - 1];
    float[] logits =
        model.forward(PackedBatch.of(new int[][] {ids}, null), Request.of(Output.LOGITS)).logits();
    Distribution labels = new Distribution(logits, 4 * (1 + i - from), 4);
    return labels.probability(labels.best(1)[0]);
  }

  @Test
  void windowsChangeNothingForWhatFits() {
    try (AlbertModel model = model()) {
      TokenClassification plain = TokenClassification.of(model);
      for (String text : List.of("One.", "x", "A somewhat longer text, of two parts.")) {
        assertThat(plain.withWindows(10).predict(text)).isEqualTo(plain.predict(text));
      }
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    try (AlbertModel model = model()) {
      TokenClassification plain = TokenClassification.of(model);
      for (String text : new String[] {null, "", " \n", "word ".repeat(200)}) {
        assertThatThrownBy(() -> plain.predict(text)).isInstanceOf(InvalidInputException.class);
      }
      assertThatThrownBy(() -> plain.withWindows(70)).hasMessageContaining("stride");
    }
    assertThatThrownBy(() -> TokenClassification.of(Small.MODEL))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("token-classification");
  }

  @Test
  void streamsOfManyTextsAndListsAgree() {
    try (AlbertModel model = model()) {
      TokenClassification entities =
          TokenClassification.of(model)
              .withAggregation(Aggregation.AVERAGE)
              .withWindows(20)
              .withBatchTokens(150);
      List<String> texts = Tasks.texts(100).stream().map(text -> text.repeat(5)).toList();
      List<List<Entity>> streamed = entities.stream(texts.iterator()).toList();
      List<List<Entity>> listed = entities.predict(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(streamed.get(i))
            .extracting(Entity::start)
            .isEqualTo(listed.get(i).stream().map(Entity::start).toList());
      }
    }
  }
}
