package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.SafetensorsWriter;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.pipeline.FeatureExtraction;
import io.github.albert4j.pipeline.Features;
import io.github.albert4j.pipeline.Pooling;
import io.github.albert4j.pipeline.TextPair;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link FeatureExtraction}. */
@Command(
    name = "feature-extraction",
    description = "Turn texts into vectors.",
    footer = {
      "",
      "Examples:",
      "  albert4j feature-extraction --pooling mean \"Replace me by any text you'd like.\"",
      "  albert4j feature-extraction --input sentences.txt --output features.safetensors"
    })
final class FeatureExtractionCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  @Option(
      names = "--pooling",
      paramLabel = "P",
      defaultValue = "none",
      description = {
        "none: a vector for each piece; cls: that of [CLS]; mean: the mean of all; pooler: the"
            + " pooler's output.",
        "Default: ${DEFAULT-VALUE}."
      })
  Pooling pooling;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = {
        "Write a safetensors file instead of JSON, with tensors 0.last_hidden_state, and so on;"
            + " with another pooling 0.cls, 0.mean or 0.pooler_output."
      })
  @Nullable Path file;

  @Option(
      names = "--hidden-states",
      description = "With --output: write the output of every layer, 0.hidden_states.0, too.")
  boolean hiddenStates;

  @Option(
      names = "--attentions",
      description = "With --output: write the attention weights, 0.attentions.0, too.")
  boolean attentions;

  @Override
  public void run() {
    if (file == null && (hiddenStates || attentions)) {
      throw Usage.wrong(command, "--hidden-states and --attentions need --output");
    }
    try (Inputs<TextPair> inputs = input.openTexts(texts, InputForm.TEXT_AND_PAIR);
        AlbertModel albert = model.load()) {
      FeatureExtraction features =
          FeatureExtraction.of(albert)
              .with(first(), rest().toArray(new Output[0]))
              .withBatchTokens(batch.tokens());
      if (file == null) {
        Stdout out = new Stdout();
        inputs.answer(features::stream, (text, f) -> out.json(vectors(f)));
        return;
      }
      try (SafetensorsWriter out = SafetensorsWriter.create(file)) {
        int[] number = {0};
        int heads = albert.config().numAttentionHeads();
        inputs.answer(features::stream, (text, f) -> add(out, number[0]++ + ".", f, heads));
        out.commit();
      }
    }
  }

  private Output first() {
    return pooling == Pooling.POOLER ? Output.POOLER_OUTPUT : Output.LAST_HIDDEN_STATE;
  }

  private Set<Output> rest() {
    Set<Output> rest = EnumSet.noneOf(Output.class);
    if (hiddenStates) {
      rest.add(Output.HIDDEN_STATES);
    }
    if (attentions) {
      rest.add(Output.ATTENTIONS);
    }
    return rest;
  }

  private Object vectors(Features features) {
    return pooling == Pooling.NONE ? features.tokens() : features.pooled(pooling);
  }

  private void add(SafetensorsWriter out, String prefix, Features features, int heads) {
    long n = features.length();
    long hidden = features.hiddenSize();
    if (pooling == Pooling.NONE) {
      out.add(prefix + "last_hidden_state", features.lastHiddenState(), n, hidden);
    } else {
      String name =
          pooling == Pooling.POOLER ? "pooler_output" : pooling.name().toLowerCase(Locale.ROOT);
      out.add(prefix + name, features.pooled(pooling), hidden);
    }
    if (features.hiddenStates() != null) {
      for (int i = 0; i < features.hiddenStates().length; i++) {
        out.add(prefix + "hidden_states." + i, features.hiddenStates()[i], n, hidden);
      }
    }
    if (features.attentions() != null) {
      for (int i = 0; i < features.attentions().length; i++) {
        out.add(prefix + "attentions." + i, features.attentions()[i], heads, n, n);
      }
    }
  }
}
