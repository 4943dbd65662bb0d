package io.github.albert4j.cli;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.card.CardColumn;
import io.github.albert4j.evaluation.card.CardScores;
import io.github.albert4j.evaluation.card.CardTable;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.html.CardPage;
import io.github.albert4j.evaluation.html.Numbers;
import io.github.albert4j.evaluation.html.Section;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.training.task.TaskModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The card's table: {@link CardTable} with what models reach here on the given data. */
final class CardTableRun {
  private final Evaluator evaluator;
  private final ComputeOptions compute;
  private final Map<CardColumn, List<Path>> data;
  private final Map<String, CardScores> measured = new LinkedHashMap<>();
  private final List<Run> runs = new ArrayList<>();

  /**
   * A measurement: a cell of the table.
   *
   * @param model a folder or a name
   * @param settings precision and time
   */
  private record Run(
      String row,
      CardColumn column,
      String model,
      List<Path> data,
      Evaluation evaluation,
      Map<String, Object> settings) {

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("row", row);
      json.put("column", column.columnName());
      json.put("model", model);
      json.put("data", data.stream().map(Path::toString).toList());
      json.putAll(evaluation.figures());
      json.putAll(settings);
      return json;
    }

    /** For a page: what was measured on what, and on how much of it. */
    String told() {
      Map<String, Long> counts = evaluation.task().counts();
      long examples = counts.getOrDefault("questions", counts.getOrDefault("examples", 0L));
      return data.stream().map(Path::toString).collect(Collectors.joining(", ", model + " on ", ""))
          + ": "
          + Numbers.count(examples)
          + " examples";
    }
  }

  CardTableRun(Evaluator evaluator, ComputeOptions compute, Map<CardColumn, List<Path>> data) {
    this.evaluator = evaluator;
    this.compute = compute;
    this.data = data;
  }

  /** What {@code TASK=PATH} says, of which several may name one task. */
  static Map<CardColumn, List<Path>> data(CommandSpec command, List<Path> arguments) {
    Map<CardColumn, List<Path>> data = new EnumMap<>(CardColumn.class);
    for (Path argument : arguments) {
      String[] parts = argument.toString().split("=", 2);
      if (parts.length < 2 || parts[1].isEmpty()) {
        throw Usage.wrong(
            command, "--data: with --table expected TASK=PATH as sst2=dev.tsv, found " + argument);
      }
      try {
        data.computeIfAbsent(CardColumn.of(parts[0]), c -> new ArrayList<>())
            .add(Path.of(parts[1]));
      } catch (InvalidInputException e) {
        throw Usage.wrong(command, "--data: " + e.getMessage());
      }
    }
    return data;
  }

  /** Measures models, each a row: all columns that have data and a model for them. */
  void measure(List<String> models) {
    if (!models.isEmpty() && data.isEmpty()) {
      throw new InvalidInputException(
          "--table: nothing to measure --model on; give --data TASK=PATH, as sst2=dev.tsv");
    }
    if (models.isEmpty() && !data.isEmpty()) {
      throw new InvalidInputException(
          "--table: nothing to measure on --data; give --model DIR, with a model in DIR/"
              + data.keySet().iterator().next().task().name());
    }
    Map<String, Map<CardColumn, String>> rows = new LinkedHashMap<>();
    for (String model : models) { // all of them before any work
      if (rows.put(row(model), folders(model)) != null) {
        throw new InvalidInputException(
            "--model: two are named " + row(model) + "; a row's name is its folder's");
      }
    }
    rows.forEach((row, folders) -> measured.put(row, measure(row, folders)));
  }

  private CardScores measure(String row, Map<CardColumn, String> folders) {
    CardScores scores = CardScores.NONE;
    for (Map.Entry<CardColumn, String> cell : folders.entrySet()) {
      scores = scores.with(cell.getKey(), measure(row, cell.getKey(), cell.getValue()));
    }
    return scores;
  }

  /** The folder's own name: what {@code runs/albert-base-v2/} is called. */
  private static String row(String model) {
    Path last = Path.of(model).toAbsolutePath().normalize().getFileName();
    return last == null ? model : last.toString();
  }

  /** Which model is measured in each column. */
  private Map<CardColumn, String> folders(String model) {
    Map<CardColumn, String> folders = new EnumMap<>(CardColumn.class);
    Set<String> tasks = new LinkedHashSet<>();
    for (CardColumn column : data.keySet()) {
      String task = column.task().name();
      tasks.add(task);
      Path folder = Path.of(model, task);
      if (Files.isDirectory(folder)) {
        folders.put(column, folder.toString());
      }
    }
    if (folders.isEmpty() && tasks.size() == 1) {
      data.keySet().forEach(column -> folders.put(column, model)); // the model itself
    } else if (folders.isEmpty()) {
      throw new AlbertException(
          "--model: "
              + model
              + " has no folder "
              + String.join(", ", tasks)
              + "; with data of several tasks expected a model for each in a folder of that name");
    }
    return folders;
  }

  private Map<String, Double> measure(String row, CardColumn column, String folder) {
    Task task = column.task();
    long start = System.nanoTime();
    String name = row + ", " + column.columnName();
    Evaluator named =
        evaluator.with((step, done, total) -> evaluator.progress().at(name, done, total));
    try (AlbertModel model = compute.load(folder, TaskModel.head(task))) {
      Evaluation evaluation =
          named.task(model, task, Problem.of(model.config()), data.get(column), true);
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("precision", model.precision().toString().toLowerCase(Locale.ROOT));
      settings.put("seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
      runs.add(new Run(row, column, folder, data.get(column), evaluation, settings));
      return evaluation.task().metrics();
    }
  }

  private List<CardTable.Row> rows() {
    return CardTable.rows(measured);
  }

  /** What a page says of how it was measured. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    runs.forEach(run -> settings.put(run.row + ", " + run.column.columnName(), run.told()));
    return settings;
  }

  List<Section> sections() {
    return CardPage.sections(rows());
  }

  void write(Stdout out, boolean json) {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("table", rows());
      report.put("runs", runs.stream().map(Run::json).toList());
      out.json(report);
      return;
    }
    Table table = new Table();
    List<String> head = new ArrayList<>(List.of("", ""));
    head.addAll(CardPage.COLUMNS);
    table.row(head.toArray(String[]::new));
    for (CardTable.Row row : rows()) {
      if (row.published() != null) {
        row(
            table,
            CardPage.name(row),
            "the card",
            row.published().scores(),
            row.published().average());
      }
      if (row.measured() != null) {
        row(table, CardPage.name(row), "measured *", row.measured(), row.measured().average());
      }
    }
    table.write(out);
    out.line("* here. " + CardPage.LEGEND);
  }

  private static void row(
      Table table, String name, String from, CardScores scores, Double average) {
    List<String> cells = new ArrayList<>(List.of(name, from));
    cells.addAll(CardPage.cells(scores, average));
    table.row(cells.toArray(String[]::new));
  }
}
