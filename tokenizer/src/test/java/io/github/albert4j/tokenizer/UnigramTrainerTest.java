package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import io.github.albert4j.tokenizer.UnigramTrainer.Listener;
import io.github.albert4j.tokenizer.UnigramTrainer.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on made-up words: stems with endings, as languages have them. */
class UnigramTrainerTest {
  private static final int RESERVED = 13;
  private static final List<String> TEXT = text(new Random(5));

  @TempDir Path folder;

  private static List<String> text(Random random) {
    String[] endings = {"", "s", "ed", "ing", "er", "ers", "ly", "ness", "'s", ".", ",", " (2)"};
    List<String> stems = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      StringBuilder stem = new StringBuilder();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        stem.append("bcdfglmnprst".charAt(random.nextInt(12)));
        stem.append("aeiou".charAt(random.nextInt(5)));
      }
      stems.add(stem.toString());
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      StringBuilder line = new StringBuilder();
      for (int n = 0; n < 12; n++) {
        int stem = (int) (600 * Math.pow(random.nextDouble(), 3)); // some far more often
        line.append(stems.get(stem)).append(endings[random.nextInt(endings.length)]).append(' ');
      }
      lines.add(i % 3 == 0 ? line.toString().toUpperCase(java.util.Locale.ROOT) : line.toString());
    }
    lines.add("Ω");
    return lines;
  }

  private static TrainerOptions.Builder options(int size) {
    return TrainerOptions.builder().vocabularySize(size).threads(2).characterCoverage(1);
  }

  private static UnigramTrainer.Result train(TrainerOptions.Builder options, List<String> text) {
    UnigramTrainer trainer = new UnigramTrainer(options.build());
    text.forEach(trainer::add);
    return trainer.train(Listener.NONE);
  }

  @Test
  void theModelIsAsAsked() {
    UnigramTrainer.Result result = train(options(300), TEXT);
    List<Piece> pieces = result.model().pieces();
    assertThat(pieces).hasSize(300);
    assertThat(pieces.subList(0, RESERVED)).isEqualTo(SmallModels.reserved().subList(0, RESERVED));
    List<Piece> learnt = pieces.subList(RESERVED, 300);
    assertThat(learnt).allMatch(p -> p.type() == Type.NORMAL);
    assertThat(learnt).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
    assertThat(learnt.stream().mapToDouble(p -> Math.exp(p.score())).sum()).isBetween(0.9, 1.0);
    assertThat(learnt).extracting(Piece::text).contains("ω", "▁", "2", ",", "'", "ing", "ness");
    assertThat(learnt)
        .allMatch(p -> p.text().length() <= 16)
        .allMatch(p -> p.text().lastIndexOf('▁') <= 0)
        .noneMatch(p -> p.text().length() > 1 && p.text().matches(".*['.(),].*"));
  }

  @Test
  void theModelReadsBackAndSplitsItsText() {
    UnigramTrainer.Result result = train(options(300), TEXT);
    Path file = folder.resolve("spiece.model");
    result.model().write(file);
    SentencePieceModel read = SentencePieceModel.read(file);
    assertThat(read.pieces()).isEqualTo(result.model().pieces());
    assertThat(read.toByteArray()).isEqualTo(result.model().toByteArray());
    AlbertTokenizer tokenizer = AlbertTokenizer.load(file);
    SentencePiece plain = new SentencePiece(read);
    Cleaner cleaner = new Cleaner(TokenizerOptions.GOOGLE);
    long pieces = 0;
    double score = 0;
    for (String line : TEXT) {
      assertThat(tokenizer.ids(line)).doesNotContain(tokenizer.unkId());
      Spans clean = cleaner.clean(line, 0, line.length());
      Split split =
          plain.nBest(plain.normalize(clean, line.length()), 1).get(0); // no digit-comma rule
      pieces += split.ids().length;
      score += split.score();
    }
    assertThat(result.pieces()).isEqualTo(pieces);
    assertThat(result.logLikelihood()).isCloseTo(score, within(1e-5 * -score));
    assertThat(result.words()).isEqualTo(TEXT.stream().mapToLong(UnigramTrainerTest::words).sum());
    assertThat(result.coverage()).isEqualTo(1);
  }

  private static long words(String line) {
    return line.strip().split(" +").length;
  }

  @Test
  void theSameForAnyNumberOfThreadsAndOrderOfLines() {
    byte[] expected = train(options(250).threads(1), TEXT).model().toByteArray();
    for (int threads : new int[] {2, 3, 8}) {
      List<String> shuffled = new ArrayList<>(TEXT);
      Collections.shuffle(shuffled, new Random(threads));
      assertThat(train(options(250).threads(threads), shuffled).model().toByteArray())
          .as("%d threads", threads)
          .isEqualTo(expected);
    }
  }

  @Test
  void theSizesThatErrorsNameArePossible() {
    assertThatThrownBy(() -> train(options(20), TEXT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a vocabulary of 20 pieces is too small");
    int least = numberIn(() -> train(options(20), TEXT), "ask for (\\d+)");
    assertThat(train(options(least), TEXT).model().pieces()).hasSize(least);
    assertThatThrownBy(() -> train(options(least - 1), TEXT))
        .isInstanceOf(InvalidInputException.class);
    for (int tooMany : new int[] {2_000, 5_000, 100_000}) {
      int most = numberIn(() -> train(options(tooMany), TEXT), "at most (\\d+)");
      assertThat(most).isBetween(least, tooMany - 1);
      assertThat(train(options(most), TEXT).model().pieces()).hasSize(most);
    }
  }

  private static int numberIn(Runnable fails, String pattern) {
    try {
      fails.run();
    } catch (InvalidInputException e) {
      return java.util.regex.Pattern.compile(pattern)
          .matcher(e.getMessage())
          .results()
          .mapToInt(found -> Integer.parseInt(found.group(1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError(e.getMessage()));
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void noText() {
    for (List<String> text : List.of(List.<String>of(), List.of("", " \t"), List.of("- ."))) {
      boolean marks = text.contains("- .");
      assertThatThrownBy(() -> train(options(100), text))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(marks ? "at most" : "no text");
    }
  }

  @Test
  void aSampleIsDrawnByItsSeed() {
    TrainerOptions.Builder sampled = options(100).sampleLines(100);
    byte[] first = train(sampled.seed(1), TEXT).model().toByteArray();
    assertThat(train(sampled.seed(1), TEXT).model().toByteArray()).isEqualTo(first);
    assertThat(train(sampled.seed(2), TEXT).model().toByteArray()).isNotEqualTo(first);
    assertThat(train(sampled, TEXT).words()).isLessThan(train(options(100), TEXT).words() / 3);
    assertThat(train(options(100).sampleLines(1000), TEXT).words())
        .as("a sample larger than the text is the text")
        .isEqualTo(train(options(100), TEXT).words());
  }

  @Test
  void piecesOfTheUsersOwn() {
    SentencePieceModel model = train(options(200).userDefined(List.of("ing", "@")), TEXT).model();
    assertThat(model.pieces().get(5)).isEqualTo(new Piece("ing", 0, Type.USER_DEFINED));
    assertThat(model.pieces().subList(7, 200))
        .extracting(Piece::text)
        .noneMatch(text -> text.contains("ing") || text.contains("@"))
        .contains("(");
  }

  @Test
  void progressGoesOnAndEnds() {
    Map<Phase, Double> last = new EnumMap<>(Phase.class);
    UnigramTrainer trainer = new UnigramTrainer(options(200).build());
    TEXT.forEach(trainer::add);
    trainer.train(
        (phase, share) ->
            assertThat(share)
                .isBetween(last.getOrDefault(phase, 0.0), 1.0)
                .satisfies(s -> last.put(phase, s)));
    assertThat(last).containsEntry(Phase.SEEDS, 1.0).containsEntry(Phase.PRUNING, 1.0);
  }

  @Test
  void optionsWithoutSense() {
    for (TrainerOptions.Builder wrong :
        List.of(
            TrainerOptions.builder().vocabularySize(0),
            TrainerOptions.builder().characterCoverage(0),
            TrainerOptions.builder().characterCoverage(Double.NaN),
            TrainerOptions.builder().characterCoverage(1.1),
            TrainerOptions.builder().threads(0),
            TrainerOptions.builder().maxPieceLength(0),
            TrainerOptions.builder().subIterations(0),
            TrainerOptions.builder().seedPieces(-1),
            TrainerOptions.builder().sampleLines(-1))) {
      assertThatThrownBy(wrong::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
  }
}
