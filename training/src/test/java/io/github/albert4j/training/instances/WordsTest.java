package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import io.github.albert4j.tokenizer.TokenizerOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pieces make a word. */
class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '@',
      value = {
        "▁the ▁cat; ▁the|▁cat",
        "▁un believ able; ▁unbelievable",
        "▁don ' t; ▁don't",
        "▁don 't; ▁don't",
        "▁john 's; ▁john's",
        "▁dogs ' ▁tails; ▁dogs|'|▁tails",
        "▁ ' tis; ▁'|tis",
        "▁cat , ▁dog .; ▁cat|,|▁dog|.",
        "▁x - ray; ▁x|-|ray",
        "▁19 99 , ▁5 0; ▁1999|,|▁50",
        "▁3 . 14; ▁3|.|14",
        "▁caf é s; ▁cafés",
        "▁ na ï ve; ▁naïve",
        "▁ ( a ) b; ▁(|a|)|b",
        "▁ 日 本; ▁日|本",
        "▁日 本 語; ▁日|本|語",
        "▁мос ква; ▁москва",
        "▁e \u0301 t; ▁e\u0301t",
        "▁a < b; ▁a|<|b",
        "▁a ' ▁b; ▁a|'|▁b",
      })
  void wordsOfPieces(String pieces, String words) {
    assertThat(words(pieces, false)).isEqualTo(words);
  }

  /** {@code _is_start_piece_sp} of Google's program. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '@',
      value = {
        "▁un believ able; ▁unbelievable",
        "▁don ' t; ▁don|'t",
        "▁19 99; ▁19|99",
        "▁caf é s; ▁caf|és",
        "▁x - ray; ▁x|-ray",
        "▁мос ква; ▁мос|ква",
        "▁a b. c; ▁ab.c",
        "▁a , b; ▁a|,b",
        "▁a <b; ▁a|<b",
      })
  void wordsByGooglesRule(String pieces, String words) {
    assertThat(words(pieces, true)).isEqualTo(words);
  }

  private static String words(String text, boolean google) {
    String[] parts = text.split(" ");
    Set<String> distinct = new LinkedHashSet<>(List.of(parts));
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    for (String special : List.of("<pad>", "[CLS]", "[SEP]", "[MASK]")) {
      pieces.add(new Piece(special, 0, Type.CONTROL));
    }
    distinct.forEach(part -> pieces.add(new Piece(part, -1, Type.NORMAL)));
    SentencePieceModel model = SentencePieceModel.of(pieces, new byte[0], true, true, "a test");
    AlbertTokenizer tokenizer = AlbertTokenizer.of(model, TokenizerOptions.GOOGLE);
    Pieces rules = new Pieces(tokenizer, google);
    int[] ids = new int[parts.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokenizer.id(parts[i]);
    }
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < ids.length; i++) {
      boolean starts =
          google
              ? i == 0 || rules.startsGoogleWord(ids[i])
              : rules.startsWord(ids, i, 0, ids.length);
      words.append(i > 0 && starts ? "|" : "").append(parts[i]);
    }
    return words.toString();
  }
}
