package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * ALBERT's tokenizer, exactly as the released models were trained (google-research/albert, {@code
 * tokenization.py}, over SentencePiece).
 *
 * <pre>{@code
 * AlbertTokenizer tokenizer = AlbertTokenizer.load(Path.of("spiece.model"));
 * Encoding encoding = tokenizer.encode("Hello I'm a [MASK] model.");
 * int[] ids = encoding.ids();
 * String text = tokenizer.decode(ids);
 * }</pre>
 *
 * <p>Immutable and thread-safe. A lone surrogate in a text counts as U+FFFD.
 *
 * @since 0.1.0
 */
public final class AlbertTokenizer {
  private static final int RUNNERS_UP = 3;

  private final SentencePieceModel model;
  private final SentencePiece sentencePiece;
  private final SpecialTokens special;
  private final Cleaner cleaner;
  private final DigitComma digitComma;
  private final FastIds fastIds;

  private AlbertTokenizer(SentencePieceModel model, TokenizerOptions options, String source) {
    this.model = model;
    this.special = new SpecialTokens(model, source);
    this.sentencePiece = new SentencePiece(model);
    this.cleaner = new Cleaner(options);
    this.digitComma = new DigitComma(sentencePiece);
    boolean separable = sentencePiece.unigram.wordwise && !model.charsmap().rewritesAscii();
    this.fastIds = separable ? new FastIds(sentencePiece, cleaner, digitComma, options) : null;
  }

  /**
   * Reads a {@code spiece.model}, with Google's rules.
   *
   * @throws io.github.albert4j.ModelFormatException when it is damaged, or no ALBERT vocabulary
   */
  public static AlbertTokenizer load(Path spieceModel) {
    return load(spieceModel, TokenizerOptions.GOOGLE);
  }

  /** Reads a {@code spiece.model}. */
  public static AlbertTokenizer load(Path spieceModel, TokenizerOptions options) {
    return new AlbertTokenizer(
        SentencePieceModel.read(spieceModel), options, spieceModel.toString());
  }

  /**
   * Makes a tokenizer of a model in memory.
   *
   * @throws io.github.albert4j.ModelFormatException when one of {@code [CLS] [SEP] [MASK] <pad>} is
   *     missing
   */
  public static AlbertTokenizer of(SentencePieceModel model, TokenizerOptions options) {
    return new AlbertTokenizer(model, options, "the vocabulary");
  }

  /** {@code [CLS] text [SEP]}, special tokens in the text recognised. */
  public Encoding encode(String text) {
    return encode(text, null, EncodeOptions.DEFAULT);
  }

  /**
   * {@code [CLS] text [SEP] pair [SEP]}.
   *
   * @param pair the second text, or null
   */
  public Encoding encode(String text, String pair) {
    return encode(text, pair, EncodeOptions.DEFAULT);
  }

  /**
   * Encodes as the options say.
   *
   * @param pair the second text, or null
   * @throws io.github.albert4j.InvalidInputException when it is too long and no truncation was
   *     asked for
   */
  public Encoding encode(String text, String pair, EncodeOptions options) {
    Tokens first = tokens(text, options.specialTokensInText());
    Tokens second = pair == null ? null : tokens(pair, options.specialTokensInText());
    return new Template(special, first, second, options).encode();
  }

  /** Ids only, the fast way: no special tokens are added or recognised. */
  public int[] ids(String text) {
    int[] fast = fastIds == null ? null : fastIds.encode(text);
    if (fast != null) {
      return fast;
    }
    Tokens tokens = tokens(text, false);
    return java.util.Arrays.copyOf(tokens.ids, tokens.length());
  }

  private Tokens tokens(String text, boolean specialTokensInText) {
    Tokens out = new Tokens();
    Unigram.Scratch scratch = new Unigram.Scratch();
    if (!specialTokensInText) {
      addPlain(text, 0, text.length(), scratch, out);
      return out;
    }
    special.walk(
        text,
        new SpecialTokens.Visitor() {
          @Override
          public void plain(int from, int to) {
            addPlain(text, from, to, scratch, out);
          }

          @Override
          public void special(int id, String name, int from, int to) {
            out.add(id, name, from, to);
          }
        });
    return out;
  }

  private void addPlain(String text, int from, int to, Unigram.Scratch scratch, Tokens out) {
    if (from == to) {
      return;
    }
    Normalized normalized = sentencePiece.normalize(cleaner.clean(text, from, to), to);
    Segments segments = new Segments();
    sentencePiece.unigram.split(normalized, scratch, segments);
    for (int i = 0; i < segments.length; i++) {
      if (DigitComma.applies(normalized.chars, segments.from[i], segments.to[i])) {
        digitComma.add(normalized, segments.from[i], segments.to[i], scratch, out);
      } else {
        out.add(segments.ids[i], normalized, segments.from[i], segments.to[i]);
      }
    }
  }

  /** The text in the model card's form, special tokens included: {@code [CLS] hello.[SEP]}. */
  public String decode(int[] ids) {
    return decode(ids, false);
  }

  /**
   * The text of ids.
   *
   * @param skipSpecialTokens leave out {@code <pad> <unk> [CLS] [SEP] [MASK]}
   * @throws io.github.albert4j.InvalidInputException for an id that the vocabulary lacks
   */
  public String decode(int[] ids, boolean skipSpecialTokens) {
    List<String> pieces = new ArrayList<>(ids.length);
    for (int id : ids) {
      String piece = piece(id);
      if (!skipSpecialTokens || !special.contains(id)) {
        pieces.add(piece);
      }
    }
    return Decoder.decode(pieces);
  }

  /** The n best splits of a text after ALBERT's cleaning, before the digit-comma rule. */
  public List<Split> nBest(String text, int n) {
    return sentencePiece.nBest(normalized(text), n);
  }

  /**
   * A split drawn at random (Kudo 2018), before the digit-comma rule.
   *
   * @param alpha how much better splits are preferred
   * @param nBest draw among so many best; below 0 among all
   */
  public Split sample(String text, double alpha, int nBest, Random random) {
    return sentencePiece.sample(normalized(text), alpha, nBest, random);
  }

  private Normalized normalized(String text) {
    return sentencePiece.normalize(cleaner.clean(text, 0, text.length()), text.length());
  }

  /** Which pieces a text becomes, how near other splits came, and what was lost on the way. */
  public Explanation explain(String text) {
    Tokens tokens = tokens(text, true);
    List<Explanation.Piece> pieces = new ArrayList<>();
    List<Explanation.Lost> lost = new ArrayList<>();
    for (int i = 0; i < tokens.length(); i++) {
      int id = tokens.ids[i];
      int start = tokens.starts[i];
      int end = tokens.ends[i];
      boolean unknown = id == special.unk && !tokens.pieces.get(i).equals(piece(special.unk));
      double score =
          unknown ? sentencePiece.unigram.unknownScore : sentencePiece.unigram.scores[id];
      pieces.add(new Explanation.Piece(tokens.pieces.get(i), id, score, start, end));
      if (unknown) {
        lost.add(new Explanation.Lost(text.substring(start, end), start, end));
      }
    }
    List<Split> best = nBest(text, RUNNERS_UP + 1);
    return new Explanation(pieces, best.subList(Math.min(1, best.size()), best.size()), lost);
  }

  /**
   * The piece as it stands in the vocabulary, {@code ▁} included.
   *
   * @throws io.github.albert4j.InvalidInputException for an id that the vocabulary lacks
   */
  public String piece(int id) {
    if (id < 0 || id >= vocabularySize()) {
      throw new InvalidInputException(
          "id "
              + id
              + " is not in the vocabulary, whose ids go from 0 to "
              + (vocabularySize() - 1));
    }
    return model.pieces().get(id).text();
  }

  /** The piece's id, or -1. */
  public int id(String piece) {
    return model.id(piece);
  }

  public int vocabularySize() {
    return model.pieces().size();
  }

  public int padId() {
    return special.pad;
  }

  public int unkId() {
    return special.unk;
  }

  public int clsId() {
    return special.cls;
  }

  public int sepId() {
    return special.sep;
  }

  public int maskId() {
    return special.mask;
  }

  /** The vocabulary. */
  public SentencePieceModel model() {
    return model;
  }
}
