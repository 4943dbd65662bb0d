package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What models are here, and what is in one. */
@Command(
    name = "models",
    description = "List the models that are here, or what is in one.",
    footer = {"", "Examples:", "  albert4j models", "  albert4j models --model albert-base-v2"})
final class ModelsCommand implements Runnable {
  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      description = "Show this one's configuration, head, tensors and skipped tensors.")
  @Nullable String model;

  @Mixin Format format;

  /** A line of the list; the rest is null where the folder holds no ALBERT that can be read. */
  private record Entry(
      String name,
      String path,
      @Nullable Integer layers,
      @Nullable Integer hidden,
      @Nullable Long parameters,
      @Nullable String problem) {}

  private record Tensor(
      String name,
      @JsonProperty("name_in_file") String nameInFile,
      String dtype,
      long[] shape,
      String file) {
    static Tensor of(TensorInfo info) {
      return new Tensor(
          info.name(), info.nameInFile(), info.dtype().name(), info.shape(), info.file());
    }
  }

  private record Details(
      String name,
      String path,
      String head,
      List<String> outputs,
      boolean int8,
      long parameters,
      long bytes,
      ObjectNode config,
      List<Tensor> tensors,
      List<Tensor> skipped) {}

  @Override
  public void run() {
    Stdout out = new Stdout();
    boolean asJson = format.json();
    if (model == null) {
      List<Entry> entries = ModelFolder.known().stream().map(ModelsCommand::entry).toList();
      if (asJson) {
        out.json(entries);
      } else {
        list(out, entries);
      }
      return;
    }
    Details details = details(model);
    if (asJson) {
      out.json(details);
    } else {
      show(out, details);
    }
  }

  private static Entry entry(ModelFolder folder) {
    String path = folder.path().toString();
    try (Checkpoint checkpoint = Checkpoint.open(folder.path())) {
      AlbertConfig config = AlbertConfig.read(folder.path());
      return new Entry(
          folder.name(),
          path,
          config.numHiddenLayers(),
          config.hiddenSize(),
          parameters(checkpoint),
          null);
    } catch (RuntimeException e) {
      return new Entry(folder.name(), path, null, null, null, e.getMessage());
    }
  }

  private static long parameters(Checkpoint checkpoint) {
    return checkpoint.tensors().values().stream().mapToLong(TensorInfo::elements).sum();
  }

  private static Details details(String name) {
    ModelFolder folder = ModelFolder.resolve(name);
    try (Checkpoint checkpoint = Checkpoint.open(folder.path());
        AlbertModel albert = AlbertModel.load(name)) {
      List<TensorInfo> skipped = albert.skippedTensors();
      List<String> unread = skipped.stream().map(TensorInfo::nameInFile).toList();
      List<Tensor> read =
          checkpoint.tensors().values().stream()
              .filter(tensor -> !unread.contains(tensor.nameInFile()))
              .map(Tensor::of)
              .toList();
      return new Details(
          name,
          folder.path().toString(),
          albert.head().commandName(),
          albert.available().stream().map(o -> o.name().toLowerCase(Locale.ROOT)).toList(),
          albert.isCalibrated(),
          parameters(checkpoint),
          checkpoint.tensors().values().stream()
              .mapToLong(t -> t.elements() * t.dtype().bytes())
              .sum(),
          albert.config().toJson(),
          read,
          skipped.stream().map(Tensor::of).toList());
    }
  }

  private static void list(Stdout out, List<Entry> entries) {
    Table table = new Table().row("name", "layers", "hidden", "parameters", "folder");
    for (Entry entry : entries) {
      if (entry.problem() == null) {
        table.row(
            entry.name(),
            "" + entry.layers(),
            "" + entry.hidden(),
            millions(entry.parameters()),
            entry.path());
      } else {
        table.row(entry.name(), "", "", "", entry.problem());
      }
    }
    table.write(out);
  }

  private static String millions(long n) {
    return String.format(Locale.ROOT, "%.1f M", n / 1e6);
  }

  private static void show(Stdout out, Details details) {
    new Table()
        .row("name", details.name())
        .row("folder", details.path())
        .row("head", details.head())
        .row("can give", String.join(", ", details.outputs()))
        .row("int8", details.int8() ? "calibrated" : "not calibrated")
        .row("parameters", millions(details.parameters()))
        .row("bytes", String.format(Locale.ROOT, "%.1f MB", details.bytes() / 1e6))
        .write(out);
    Table config = new Table();
    details.config().fields().forEachRemaining(e -> config.row(e.getKey(), e.getValue().asText()));
    config.write(out);
    tensors("tensor", details.tensors()).write(out);
    if (!details.skipped().isEmpty()) {
      tensors("skipped", details.skipped()).write(out);
    }
  }

  private static Table tensors(String title, List<Tensor> tensors) {
    Table table = new Table().row(title, "type", "shape");
    for (Tensor tensor : tensors) {
      table.row(tensor.name(), tensor.dtype(), Arrays.toString(tensor.shape()));
    }
    return table;
  }
}
