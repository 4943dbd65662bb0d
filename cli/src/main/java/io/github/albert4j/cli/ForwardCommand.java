package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.BatchFile;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.Output;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link BatchFile}. */
@Command(
    name = "forward",
    description = "Run batches of ids from a safetensors file into another.",
    footer = {
      "",
      "Inputs: input_ids, attention_mask, token_type_ids, [batch, sequence] or [batch, choices,"
          + " sequence]; a prefix such as b0. tells batches apart.",
      "",
      "Example:",
      "  albert4j forward --model DIR --inputs ids.safetensors --output logits.safetensors"
    })
final class ForwardCommand implements Runnable {
  private static final String AUTO = "auto";

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      required = true,
      description = "The safetensors file with the ids.")
  Path inputs;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The safetensors file to write.")
  Path output;

  @Option(names = "--hidden-states", description = "Write the output of every layer too.")
  boolean hiddenStates;

  @Option(names = "--attentions", description = "Write the attention weights too.")
  boolean attentions;

  @Option(
      names = "--head",
      paramLabel = "NAME",
      defaultValue = AUTO,
      completionCandidates = HeadNames.class,
      description = {
        "Whose logits to write: ${COMPLETION-CANDIDATES}.",
        "Default: ${DEFAULT-VALUE}, as config.json or the tensors say."
      })
  String head;

  /** The names that {@code --head} takes. */
  static final class HeadNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Stream.of(AUTO), Arrays.stream(Head.values()).map(Head::commandName))
          .iterator();
    }
  }

  @Override
  public void run() {
    Set<Output> extra = EnumSet.noneOf(Output.class);
    if (hiddenStates) {
      extra.add(Output.HIDDEN_STATES);
    }
    if (attentions) {
      extra.add(Output.ATTENTIONS);
    }
    try (AlbertModel albert = model.loadForIds(head())) {
      BatchFile.forward(albert, inputs, output, extra);
    }
  }

  private @Nullable Head head() {
    for (Head candidate : Head.values()) {
      if (candidate.commandName().equals(head)) {
        return candidate;
      }
    }
    if (head.equals(AUTO)) {
      return null;
    }
    throw Usage.wrong(
        command,
        "--head: expected one of auto, "
            + Arrays.stream(Head.values()).map(Head::commandName).collect(Collectors.joining(", "))
            + "; found "
            + head);
  }
}
