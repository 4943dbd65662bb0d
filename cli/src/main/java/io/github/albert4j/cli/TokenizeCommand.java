package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.pipeline.TextPair;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.EncodeOptions;
import io.github.albert4j.tokenizer.Encoding;
import io.github.albert4j.tokenizer.Explanation;
import io.github.albert4j.tokenizer.Split;
import io.github.albert4j.tokenizer.Truncation;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link AlbertTokenizer#encode(String, String, EncodeOptions)}. */
@Command(
    name = "tokenize",
    description = "Cut texts into the pieces of the vocabulary.",
    footer = {
      "",
      "Examples:",
      "  albert4j tokenize \"Hello I'm a [MASK] model.\"",
      "  albert4j tokenize --explain \"What became of the “quotes”?\"",
      "  echo '{\"text\": \"a question\", \"pair\": \"a long context\"}' |",
      "    albert4j tokenize --max-length 8 --truncation only_second --stride 2 --input -"
    })
final class TokenizeCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelName model;
  @Mixin InputOptions input;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  @Option(names = "--no-special-tokens", description = "Add no [CLS] and [SEP].")
  boolean noSpecialTokens;

  @Option(names = "--plain-text", description = "[MASK] and the like in a text are just text.")
  boolean plainText;

  private int maxLength;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "At most so many pieces, special ones included. Default: no limit.")
  void maxLength(int n) {
    maxLength = Usage.atLeastOne(command, "--max-length", n);
  }

  @Option(
      names = "--truncation",
      paramLabel = "T",
      defaultValue = "none",
      description = {
        "What to cut where a text is longer than --max-length: longest_first, only_first or"
            + " only_second.",
        "Default: ${DEFAULT-VALUE}, which makes a longer text an error."
      })
  Truncation truncation;

  private @Nullable Integer stride;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = {
        "Give the rest of a cut text as further windows (\"overflow\"), each repeating the last N"
            + " pieces of the one before."
      })
  void stride(int n) {
    stride = Usage.atLeast(command, "--stride", n, 0);
  }

  @Option(
      names = "--explain",
      description = "Show the pieces' scores, the next best splits and what was lost.")
  boolean explain;

  /** What is printed for one text. */
  private record Answer(
      int[] ids,
      List<String> pieces,
      int[][] offsets,
      @JsonProperty("token_type_ids") int[] tokenTypeIds,
      @JsonProperty("special_tokens_mask") int[] specialTokensMask,
      @Nullable List<Answer> overflow,
      @Nullable Explained explanation) {

    static Answer of(Encoding encoding, boolean overflow, @Nullable Explained explanation) {
      return new Answer(
          encoding.ids(),
          encoding.pieces(),
          IntStream.range(0, encoding.length())
              .mapToObj(i -> new int[] {encoding.starts()[i], encoding.ends()[i]})
              .toArray(int[][]::new),
          encoding.tokenTypeIds(),
          encoding.specialTokensMask(),
          overflow ? encoding.overflow().stream().map(e -> of(e, false, null)).toList() : null,
          explanation);
    }
  }

  private record Explained(
      List<Explanation.Piece> pieces,
      @JsonProperty("runners_up") List<Split> runnersUp,
      List<Explanation.Lost> lost) {
    static Explained of(Explanation e) {
      return new Explained(e.pieces(), e.runnersUp(), e.lost());
    }
  }

  @Override
  public void run() {
    if (maxLength == 0 && (stride != null || truncation != Truncation.NONE)) {
      throw Usage.wrong(command, "--truncation and --stride need --max-length");
    }
    EncodeOptions options =
        new EncodeOptions(
            !noSpecialTokens,
            !plainText,
            maxLength,
            truncation,
            stride == null ? 0 : stride,
            stride != null,
            false);
    Stdout out = new Stdout();
    try (Inputs<TextPair> inputs = input.openTexts(texts, InputForm.TEXT_AND_PAIR)) {
      AlbertTokenizer tokenizer = model.tokenizer();
      inputs.answerEach(
          text -> tokenizer.encode(text.first(), text.second(), options),
          (text, encoding) -> {
            if (input.json()) {
              Explained explained = explain ? Explained.of(tokenizer.explain(text.first())) : null;
              out.json(Answer.of(encoding, stride != null, explained));
            } else {
              write(out, tokenizer, text, encoding);
            }
          });
    }
  }

  private void write(Stdout out, AlbertTokenizer tokenizer, TextPair text, Encoding encoding) {
    Table table = new Table().row("id", "piece", "in the text", "type");
    for (int i = 0; i < encoding.length(); i++) {
      boolean added = encoding.specialTokensMask()[i] == 1;
      int id = encoding.ids()[i];
      String piece = encoding.pieces().get(i);
      table.row(
          "" + id,
          id == tokenizer.unkId() && !piece.equals("<unk>") ? piece + " (<unk>)" : piece,
          added ? "" : encoding.starts()[i] + "–" + encoding.ends()[i],
          "" + encoding.tokenTypeIds()[i]);
    }
    table.write(out);
    Explanation explanation = tokenizer.explain(text.first());
    if (explain) {
      write(out, explanation);
    }
    Notes.write(out, explanation);
  }

  private static void write(Stdout out, Explanation explanation) {
    Table scores = new Table().row("piece", "log probability");
    explanation.pieces().forEach(p -> scores.row(p.piece(), Table.number(p.score())));
    scores.write(out);
    Table splits = new Table().row("next best splits", "log probability");
    explanation
        .runnersUp()
        .forEach(s -> splits.row(String.join(" ", s.pieces()), Table.number(s.score())));
    splits.write(out);
  }
}
