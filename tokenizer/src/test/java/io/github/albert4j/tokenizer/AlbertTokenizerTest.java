package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** ALBERT's rules on a vocabulary made here. */
class AlbertTokenizerTest {
  private static final EncodeOptions PLAIN =
      new EncodeOptions(false, false, 0, Truncation.NONE, 0, false, false);
  private static final SentencePieceModel MODEL = letters();
  private static final AlbertTokenizer TOKENIZER =
      AlbertTokenizer.of(MODEL, TokenizerOptions.GOOGLE);

  /** Each letter a piece, and some words. */
  private static SentencePieceModel letters() {
    List<Piece> pieces = SmallModels.reserved();
    for (char c = 'a'; c <= 'z'; c++) {
      pieces.add(new Piece("" + c, -6, Type.NORMAL));
    }
    for (String text :
        "A B é ' ` , 0 1 2 9 ▁1, ▁11, ▁11 ▁the ▁cat ▁ca fe ing ▁un able".split(" ")) {
      pieces.add(new Piece(text, -5 - 0.01f * pieces.size(), Type.NORMAL));
    }
    return SmallModels.of(pieces);
  }

  private static List<String> pieces(String text, TokenizerOptions options) {
    return AlbertTokenizer.of(MODEL, options).encode(text, null, PLAIN).pieces();
  }

  @Test
  void optionsChangeTheCleaning() {
    TokenizerOptions google = TokenizerOptions.GOOGLE;
    assertThat(pieces("Acafé", google)).containsExactly("▁", "a", "c", "a", "fe");
    assertThat(pieces("A", new TokenizerOptions(false, false, false))).containsExactly("▁", "A");
    assertThat(pieces("é", new TokenizerOptions(true, true, false))).containsExactly("▁", "é");
    assertThat(pieces("é", google)).containsExactly("▁", "e");
    assertThat(pieces("''a``", TokenizerOptions.HUGGING_FACE))
        .containsExactly("▁", "\"", "a", "\"");
    assertThat(pieces("''a", google)).containsExactly("▁", "'", "'", "a");
  }

  @Test
  void specialTokensInTheTextAreAnOption() {
    EncodeOptions known = new EncodeOptions(false, true, 0, Truncation.NONE, 0, false, false);
    assertThat(TOKENIZER.encode("un[MASK]able", null, known).pieces())
        .containsExactly("▁un", "[MASK]", "▁", "able");
    assertThat(TOKENIZER.encode("un[MASK]able", null, PLAIN).ids())
        .doesNotContain(TOKENIZER.maskId());
    assertThat(TOKENIZER.encode("[mask]", null, known).ids()).doesNotContain(TOKENIZER.maskId());
  }

  @Test
  void aCommaAfterADigitStandsAlone() {
    assertThat(pieces("11, 1,", TokenizerOptions.GOOGLE))
        .containsExactly("▁11", ",", "▁", "1", ",");
    Encoding encoding = TOKENIZER.encode("the 11,", null, PLAIN);
    assertThat(encoding.starts()).containsExactly(0, 4, 6);
    assertThat(encoding.ends()).containsExactly(3, 6, 7);
  }

  @Test
  void whatIsLostIsExplained() {
    Explanation explanation = TOKENIZER.explain("the 😀🀄 cat");
    assertThat(explanation.lost()).containsExactly(new Explanation.Lost("😀🀄", 4, 8));
    assertThat(explanation.pieces().stream().map(Explanation.Piece::piece))
        .containsExactly("▁the", "▁", "😀🀄", "▁cat");
    assertThat(explanation.runnersUp()).hasSize(3);
    assertThat(TOKENIZER.explain("<unk> the").lost()).isEmpty();
    assertThat(TOKENIZER.explain("").pieces()).isEmpty();
  }

  @Test
  void offsetsLieInTheTextAndCutNoCharacter() {
    for (int seed = 0; seed < 20_000; seed++) {
      String text = SmallModels.text(new Random(seed));
      Encoding encoding = TOKENIZER.encode(text, null, EncodeOptions.DEFAULT);
      for (int i = 1; i < encoding.length() - 1; i++) {
        int start = encoding.starts()[i];
        int end = encoding.ends()[i];
        assertThat(start).as("seed %d, %s", seed, encoding).isBetween(0, end);
        assertThat(end).as("seed %d, %s", seed, encoding).isLessThanOrEqualTo(text.length());
        for (int place : new int[] {start, end}) {
          boolean cut =
              place > 0
                  && place < text.length()
                  && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
          assertThat(cut).as("a pair cut at %d, seed %d, %s", place, seed, encoding).isFalse();
        }
      }
    }
  }

  @Test
  void aLoneSurrogateCountsAsTheReplacementCharacter() {
    assertThat(TOKENIZER.encode("a\ud83d b\ude00", null, PLAIN).ids())
        .isEqualTo(TOKENIZER.encode("a\ufffd b\ufffd", null, PLAIN).ids());
    // The ids alone would be those of any unknown character.
    assertThat(TOKENIZER.encode("a\ud800 b\udc00", null, PLAIN).pieces())
        .isEqualTo(TOKENIZER.encode("a\ufffd b\ufffd", null, PLAIN).pieces())
        .contains("\ufffd");
  }

  @Test
  void idsAloneAreThoseOfEncode() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      String text = SmallModels.text(random);
      AlbertTokenizer tokenizer =
          seed % 50 == 0
              ? AlbertTokenizer.of(SmallModels.random(random), TokenizerOptions.HUGGING_FACE)
              : TOKENIZER;
      int[] want = tokenizer.encode(text, null, PLAIN).ids();
      assertThat(tokenizer.ids(text)).as("seed %d: %s", seed, text).isEqualTo(want);
      assertThat(tokenizer.ids(text)).as("again, seed %d: %s", seed, text).isEqualTo(want);
    }
  }

  private static EncodeOptions cut(int maxLength, Truncation truncation, int stride, boolean more) {
    return new EncodeOptions(true, true, maxLength, truncation, stride, more, false);
  }

  @Test
  void nothingIsCutSilently() {
    assertThatThrownBy(() -> TOKENIZER.encode("a b c d", null, cut(5, Truncation.NONE, 0, false)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("10 pieces", "5");
  }

  @Test
  void theLongerSideGivesWay() {
    Encoding got =
        TOKENIZER.encode("the the the", "cat", cut(6, Truncation.LONGEST_FIRST, 0, false));
    assertThat(got.pieces()).containsExactly("[CLS]", "▁the", "▁the", "[SEP]", "▁cat", "[SEP]");
    assertThat(got.tokenTypeIds()).containsExactly(0, 0, 0, 0, 1, 1);
  }

  @Test
  void windowsCoverTheTextAndShareTheStride() {
    String text = "the cat ".repeat(10);
    int[] all = TOKENIZER.ids(text);
    for (int length = 4; length < 24; length++) {
      for (int stride = 0; stride < length - 2; stride++) {
        Encoding first =
            TOKENIZER.encode(text, null, cut(length, Truncation.ONLY_FIRST, stride, true));
        List<Encoding> windows = new ArrayList<>(List.of(first));
        windows.addAll(first.overflow());
        List<Integer> joined = new ArrayList<>();
        for (Encoding window : windows) {
          assertThat(window.length()).isLessThanOrEqualTo(length);
          int from = joined.isEmpty() ? 1 : 1 + stride;
          for (int i = from; i < window.length() - 1; i++) {
            joined.add(window.ids()[i]);
          }
        }
        assertThat(joined)
            .as("length %d, stride %d", length, stride)
            .isEqualTo(Arrays.stream(all).boxed().toList());
      }
    }
  }

  @Test
  void whatCannotBeCutIsAnError() {
    String text = "the cat the cat";
    for (EncodeOptions options :
        List.of(
            cut(4, Truncation.ONLY_FIRST, 2, true), // no step
            cut(1, Truncation.ONLY_FIRST, 0, false), // no room for [CLS] and [SEP]
            cut(4, Truncation.ONLY_SECOND, 0, false))) { // no second text
      assertThatThrownBy(() -> TOKENIZER.encode(text, null, options))
          .as("%s", options)
          .isInstanceOf(InvalidInputException.class);
    }
    assertThatThrownBy(() -> TOKENIZER.encode("a", text, cut(3, Truncation.ONLY_FIRST, 0, false)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> TOKENIZER.encode(text, text, cut(6, Truncation.LONGEST_FIRST, 1, true)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void paddingFillsTheLength() {
    EncodeOptions padded = new EncodeOptions(true, true, 6, Truncation.NONE, 0, false, true);
    Encoding got = TOKENIZER.encode("the", null, padded);
    assertThat(got.ids()).containsExactly(2, TOKENIZER.id("▁the"), 3, 0, 0, 0);
    assertThat(got.attentionMask()).containsExactly(1, 1, 1, 0, 0, 0);
  }

  @Test
  void anIdOutOfRangeIsNamed() {
    assertThatThrownBy(() -> TOKENIZER.decode(new int[] {-1}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> TOKENIZER.piece(TOKENIZER.vocabularySize()))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void manyThreadsGiveWhatOneGives() throws Exception {
    List<String> texts = new ArrayList<>();
    List<int[]> want = new ArrayList<>();
    AlbertTokenizer alone = AlbertTokenizer.of(MODEL, TokenizerOptions.GOOGLE);
    for (int seed = 0; seed < 2_000; seed++) {
      texts.add(SmallModels.text(new Random(seed)));
      want.add(alone.ids(texts.get(seed)));
    }
    AlbertTokenizer shared = AlbertTokenizer.of(MODEL, TokenizerOptions.GOOGLE);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int offset = t * 250;
        runs.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < texts.size(); i++) {
                    int at = (i + offset) % texts.size();
                    assertThat(shared.ids(texts.get(at))).isEqualTo(want.get(at));
                    assertThat(shared.encode(texts.get(at), null, PLAIN).ids())
                        .isEqualTo(want.get(at));
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Four times the text takes about four times as long; a square would take sixteen. */
  @Test
  void timeGrowsWithTheLength() {
    for (String unit : new String[] {"abcdefgh", "a\u0301\u0327", "😀", "Σ", "1,"}) {
      String one = unit.repeat(250_000 / unit.length());
      assertTimeGrows(one, one.repeat(4), 0.05);
    }
    assertTimeGrows("a" + "\u0301".repeat(100_000), "a" + "\u0301".repeat(400_000), 0.3);
  }

  /**
   * Each length by the least that it took in up to five tries: a busy processor makes single ones
   * longer, and none shorter, so a square does not pass by trying again.
   */
  private static void assertTimeGrows(String one, String four, double slack) {
    seconds(one); // warm
    double small = seconds(one);
    double large = seconds(four);
    for (int more = 0; more < 4 && large >= 10 * small + slack; more++) {
      small = Math.min(small, seconds(one));
      large = Math.min(large, seconds(four));
    }
    assertThat(large)
        .as("a word of %d characters, as %s", four.length(), four.substring(0, 8))
        .isLessThan(10 * small + slack);
  }

  /** Of the processor, the least of three: neighbours and the collector slow single runs. */
  private static double seconds(String text) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int run = 0; run < 3; run++) {
      long start = threads.getCurrentThreadCpuTime();
      TOKENIZER.ids(text);
      TOKENIZER.encode(text, null, PLAIN);
      least = Math.min(least, (threads.getCurrentThreadCpuTime() - start) * 1e-9);
    }
    return least;
  }
}
