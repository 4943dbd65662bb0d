package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.DType;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.checkpoint.ModelFolderWriter;
import io.github.albert4j.hub.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@link ModelConverter}. */
@Command(
    name = "convert",
    description =
        "Write a model's folder in another form, or the mean of several, as Hugging Face loads it.",
    footer = {
      "",
      "Examples:",
      "  albert4j convert --model albert_base --output albert-base-v2",
      "  albert4j convert --model DIR --to torch --dtype bf16 --output DIR-bf16",
      "  albert4j convert --model DIR --shard-size 500MB --output DIR-sharded",
      "  albert4j convert --model step-9000 --average step-9500 step-10000 --output mean"
    })
final class ConvertCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      required = true,
      description = "The model's folder in any form that is read, or its name.")
  String model;

  @Option(
      names = "--average",
      paramLabel = "DIR|NAME",
      arity = "1..*",
      description = {
        "Models of the same shape: the mean of all weights is written, in f32 unless --dtype says"
            + " otherwise. One that is named twice counts twice."
      })
  List<String> average = List.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A new folder, or an empty one.")
  Path output;

  @Option(
      names = "--to",
      paramLabel = "FORM",
      defaultValue = "safetensors",
      description = "safetensors, or torch for pytorch_model.bin. Default: ${DEFAULT-VALUE}.")
  ModelFolderWriter.Format format;

  /** The types that weights can be written in. */
  enum Weights {
    F32,
    F16,
    BF16
  }

  @Option(
      names = "--dtype",
      paramLabel = "T",
      description = "f32, f16 or bf16. Default: each tensor keeps its own.")
  @Nullable Weights dtype;

  private long shardBytes = Long.MAX_VALUE;

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      description = "At most so many bytes in a file, as 500MB or 2GB. Default: one file.")
  void shardSize(String size) {
    shardBytes = Usage.size(command, "--shard-size", size);
  }

  @Override
  public void run() {
    ModelConverter.Options options =
        new ModelConverter.Options(
            format, dtype == null ? null : DType.valueOf(dtype.name()), shardBytes);
    Path source = ModelFolder.resolve(model).path();
    if (average.isEmpty()) {
      ModelConverter.convert(source, output, options);
      return;
    }
    List<Path> sources = new ArrayList<>(List.of(source));
    average.forEach(other -> sources.add(ModelFolder.resolve(other).path()));
    ModelConverter.average(sources, output, options);
  }
}
