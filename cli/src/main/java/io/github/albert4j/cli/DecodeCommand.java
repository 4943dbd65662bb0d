package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link AlbertTokenizer#decode(int[], boolean)}. */
@Command(
    name = "decode",
    description = "Turn ids into text.",
    footer = {
      "",
      "Examples:",
      "  albert4j decode 2 10975 31 22 79 21 1061 9 3",
      "  echo '{\"ids\": [2, 10975, 3]}' | albert4j decode --skip-special-tokens --input -"
    })
final class DecodeCommand implements Runnable {
  private static final InputForm<int[]> IDS =
      new InputForm<>("ids", json -> json.ids("ids"), DecodeCommand::parse);

  @Mixin ModelName model;
  @Mixin InputOptions input;

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The ids of one text.")
  @Nullable List<String> ids;

  @Option(
      names = "--skip-special-tokens",
      description = "Leave out <pad> <unk> [CLS] [SEP] [MASK], the ids 0 to 4.")
  boolean skipSpecialTokens;

  @Override
  public void run() {
    Stdout out = new Stdout();
    List<int[]> arguments = ids == null ? List.of() : List.of(parse(String.join(" ", ids)));
    try (Inputs<int[]> inputs = input.open(arguments, IDS)) {
      AlbertTokenizer tokenizer = model.tokenizer();
      inputs.answerEach(
          some -> tokenizer.decode(some, skipSpecialTokens),
          (some, text) -> {
            if (input.json()) {
              out.json(Map.of("text", text));
            } else {
              out.line(Terminal.safe(text));
            }
          });
    }
  }

  /** Ids with spaces or commas between them. */
  private static int[] parse(String line) {
    return Arrays.stream(line.strip().split("[\\s,]+"))
        .filter(id -> !id.isEmpty())
        .mapToInt(
            id -> {
              try {
                return Integer.parseInt(id);
              } catch (NumberFormatException e) {
                throw new InvalidInputException("expected ids, whole numbers; found \"" + id + '"');
              }
            })
        .toArray();
  }
}
