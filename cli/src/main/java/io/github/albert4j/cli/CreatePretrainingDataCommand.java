package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.CorpusOptions;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceOptions;
import io.github.albert4j.training.instances.InstanceReport;
import io.github.albert4j.training.instances.PretrainingData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link PretrainingData}. */
@Command(
    name = "create-pretraining-data",
    description = {
      "Make sentence-order pairs with masked words of plain text, and write them as shards.",
      "The text has a paragraph a line and an empty line between documents."
    },
    footer = {
      "",
      "Examples:",
      "  albert4j create-pretraining-data --data books/ wiki/ --tokenizer spiece.model",
      "    --max-length 128 --output DIR",
      "  albert4j create-pretraining-data --data a.txt.gz --tokenizer DIR --preview 3"
    })
final class CreatePretrainingDataCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin CorpusArguments corpus;
  @Mixin InstanceArguments instances;
  @Mixin Format format;

  private int dupeFactor = 10;

  @Option(
      names = "--dupe-factor",
      paramLabel = "N",
      description = "Cut and mask all of the text so many times, each time otherwise. Default: 10.")
  void dupeFactor(int n) {
    dupeFactor = Usage.atLeastOne(command, "--dupe-factor", n);
  }

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "A new folder, or an empty one, for the shards and report.json.")
  @Nullable Path output;

  private int preview;

  @Option(
      names = "--preview",
      paramLabel = "N",
      description = "Print the first N instances, in the order of the shards, and write none.")
  void preview(int n) {
    preview = Usage.atLeastOne(command, "--preview", n);
  }

  /** What is printed for one instance. */
  private record Row(
      @JsonProperty("input_ids") int[] inputIds,
      @JsonProperty("token_type_ids") int[] tokenTypeIds,
      @JsonProperty("masked_positions") int[] maskedPositions,
      @JsonProperty("masked_labels") int[] maskedLabels,
      List<String> kinds,
      boolean swapped,
      @JsonProperty("sentence_order_label") int sentenceOrderLabel) {
    static Row of(Instance instance) {
      return new Row(
          instance.inputIds(),
          instance.tokenTypeIds(),
          instance.maskedPositions(),
          instance.maskedLabels(),
          Stream.of(instance.kinds()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList(),
          instance.swapped(),
          instance.order().label());
    }
  }

  @Override
  public void run() {
    if (output == null && preview == 0) {
      throw Usage.wrong(command, "--output: expected a folder, or --preview N, found neither");
    }
    InstanceOptions options = instances.options();
    TextFiles files = corpus.files();
    AlbertTokenizer tokenizer = corpus.tokenizer();
    CorpusOptions corpusOptions = corpus.options();
    PretrainingData data =
        new PretrainingData(files, tokenizer, corpusOptions, options, dupeFactor, instances.seed);
    Stdout out = new Stdout();
    try (InstanceProgress progress = new InstanceProgress(files.size())) {
      if (preview > 0) {
        data.preview(preview, progress, instance -> write(out, tokenizer, instance));
        return;
      }
      InstanceReport report = data.write(output, progress);
      progress.close();
      if (format.json()) {
        out.json(report.json());
      } else {
        write(out, report);
      }
    }
  }

  private void write(Stdout out, AlbertTokenizer tokenizer, Instance instance) {
    if (format.json()) {
      out.json(Row.of(instance));
      return;
    }
    out.line("order: " + instance.order().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    List<String> pieces = new ArrayList<>();
    for (int id : instance.inputIds()) {
      pieces.add(tokenizer.piece(id));
    }
    for (int i = 0; i < instance.maskedPositions().length; i++) {
      int at = instance.maskedPositions()[i];
      pieces.set(at, pieces.get(at) + "{" + tokenizer.piece(instance.maskedLabels()[i]) + "}");
    }
    out.line(Terminal.safe(String.join(" ", pieces)));
    out.line("");
  }

  private static void write(Stdout out, InstanceReport report) {
    Table table = new Table();
    report
        .json()
        .fields()
        .forEachRemaining(
            field -> {
              String name = field.getKey().replace('_', ' ');
              if (field.getValue().isObject()) {
                field
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        inner ->
                            table.row(
                                name + ": " + inner.getKey().replace('_', ' '),
                                inner.getValue().asText()));
              } else {
                table.row(name, field.getValue().asText());
              }
            });
    table.write(out);
  }
}
