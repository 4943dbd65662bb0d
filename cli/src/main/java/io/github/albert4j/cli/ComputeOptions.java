package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model computes, whichever it is. */
final class ComputeOptions {
  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "fp32",
      description =
          "fp32, bf16, auto for the faster of these here, or int8, for a folder of quantize."
              + " Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Mixin ThreadOptions threads;

  /**
   * @param name a folder, or a name
   * @param head what {@code logits} means; null to let the folder tell
   */
  AlbertModel load(String name, @Nullable Head head) {
    return load(name, head, false);
  }

  /**
   * @param texts whether it will be given texts, and so need its vocabulary
   */
  AlbertModel load(String name, @Nullable Head head, boolean texts) {
    return AlbertModel.load(name, new LoadOptions(precision, threads.count(), null, head, texts));
  }
}
