package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.DType;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.checkpoint.ModelFolderWriter;
import io.github.albert4j.hub.ModelFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@link ModelConverter}. */
@Command(
    name = "convert",
    description = "Write a model's folder in another form, as Hugging Face loads it.",
    footer = {
      "",
      "Examples:",
      "  albert4j convert --model albert_base --output albert-base-v2",
      "  albert4j convert --model DIR --to torch --dtype bf16 --output DIR-bf16",
      "  albert4j convert --model DIR --shard-size 500MB --output DIR-sharded"
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
    ModelConverter.convert(
        ModelFolder.resolve(model).path(),
        output,
        new ModelConverter.Options(
            format, dtype == null ? null : DType.valueOf(dtype.name()), shardBytes));
  }
}
