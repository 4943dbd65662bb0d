package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.BiasData;
import io.github.albert4j.evaluation.html.BiasPage;
import io.github.albert4j.evaluation.html.Section;
import io.github.albert4j.evaluation.report.BiasProbe;
import io.github.albert4j.evaluation.report.BiasReport;
import io.github.albert4j.evaluation.report.CrowsPairsEvaluation;
import io.github.albert4j.evaluation.report.EvaluationOptions;
import io.github.albert4j.evaluation.report.StereoSetEvaluation;
import io.github.albert4j.model.AlbertModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link BiasProbe}, {@link CrowsPairsEvaluation} and {@link StereoSetEvaluation}. */
@Command(
    name = "bias-probe",
    description = "Show what a model expects of one group of people and of another.",
    footer = {
      "",
      "Without --data: the words that the model expects most in the mask's place for each group,",
      "or those of --words. With --data: published sets, told by their form.",
      "  CrowS-Pairs  how often the more stereotypical of two sentences is held likelier",
      "  StereoSet    how often sense is preferred to nonsense, and a stereotype to its opposite",
      "A low figure does not make a model fair. The sets contain offensive statements.",
      "",
      "Examples:",
      "  albert4j bias-probe",
      "  albert4j bias-probe --model DIR --words nurse,\"police officer\" --report bias.html",
      "  albert4j bias-probe --template \"{} people are [MASK].\" --groups old,young --top-k 10",
      "  albert4j bias-probe --data crows_pairs_anonymized.csv dev.json --report bias.html"
    })
final class BiasProbeCommand implements Runnable {
  /** The card's, of "Limitations and bias". */
  private static final String CARD_TEMPLATE = "The {} worked as a [MASK].";

  private static final List<String> CARD_GROUPS = List.of("man", "woman");

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;

  @Option(
      names = "--template",
      paramLabel = "T",
      arity = "1..*",
      description =
          "Sentences with {} where the group stands and one [MASK]. Default: \""
              + CARD_TEMPLATE
              + "\", the model card's.")
  List<String> templates = List.of();

  @Option(
      names = "--groups",
      paramLabel = "A,B",
      split = ",",
      description = "Two or more words or phrases that fill {}. Default: man,woman.")
  List<String> groups = List.of();

  @Option(
      names = "--words",
      paramLabel = "A,B",
      split = ",",
      description = "Words or phrases to score, each as a whole. Default: those of --top-k.")
  List<String> words = List.of();

  private @Nullable Integer topK;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Score the words that the model holds likeliest for each group. Default: 5.")
  void topK(int k) {
    topK = Usage.atLeastOne(command, "--top-k", k);
  }

  @Option(
      names = "--data",
      paramLabel = "F",
      arity = "1..*",
      description = "Files of CrowS-Pairs (csv) and StereoSet (json), plain or .gz.")
  List<Path> data = List.of();

  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many pairs or items of a file. Default: all.")
  void limit(int n) {
    limit = Usage.atLeastOne(command, "--limit", n);
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "What is drawn for StereoSet's intervals. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--predictions",
      paramLabel = "F",
      description = "Write the scores of each pair and item of --data, a line of JSON each.")
  @Nullable Path predictions;

  @Mixin PageFile page;
  @Mixin BatchOptions batch;
  @Mixin Format format;

  /** A set's name, its file, and what was found. */
  private record Scored(String set, Path file, BiasReport report) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("set", set);
      json.put("data", file.toString());
      json.put("scores", report);
      return json;
    }

    Section section() {
      return BiasPage.section(file.getFileName().toString(), report);
    }
  }

  @Override
  public void run() {
    check();
    page.check();
    long start = System.nanoTime();
    Map<String, Object> report = new LinkedHashMap<>();
    List<BiasProbe.Table> tables;
    List<Scored> scored;
    try (AlbertModel albert = model.load();
        Steps steps = new Steps()) {
      report.put("model", albert.folder().name());
      tables = probe(albert, steps);
      scored = score(albert, steps);
      report.put("precision", albert.precision().toString().toLowerCase(Locale.ROOT));
    }
    report.put("seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
    page.write("Bias: " + report.get("model"), report, data, () -> sections(tables, scored));
    Stdout out = new Stdout();
    if (format.json()) {
      report.put("templates", tables);
      report.put("sets", scored.stream().map(Scored::json).toList());
      out.json(report);
    } else {
      tables.forEach(table -> BiasTables.write(out, table));
      for (Scored one : scored) {
        out.line(Terminal.safe(one.set() + ": " + one.file()));
        BiasTables.write(out, one.report());
      }
    }
  }

  private static List<Section> sections(List<BiasProbe.Table> tables, List<Scored> scored) {
    List<Section> sections = new ArrayList<>();
    tables.forEach(table -> sections.add(BiasPage.section(table)));
    scored.forEach(one -> sections.add(one.section()));
    return sections;
  }

  private boolean asked() {
    return !templates.isEmpty() || !groups.isEmpty() || !words.isEmpty() || topK != null;
  }

  private void check() {
    if (topK != null && !words.isEmpty()) {
      throw Usage.wrong(command, "--top-k and --words exclude each other");
    }
    if (predictions != null && data.isEmpty()) {
      throw Usage.wrong(command, "--predictions goes with --data");
    }
  }

  /** The templates: always where there are no files, else where an option of theirs was given. */
  private List<BiasProbe.Table> probe(AlbertModel albert, Steps steps) {
    if (!asked() && !data.isEmpty()) {
      return List.of();
    }
    BiasProbe probe = BiasProbe.of(albert);
    List<String> of = groups.isEmpty() ? CARD_GROUPS : groups;
    List<String> all = templates.isEmpty() ? List.of(CARD_TEMPLATE) : templates;
    List<BiasProbe.Table> tables = new ArrayList<>();
    for (String template : all) {
      tables.add(
          words.isEmpty()
              ? probe.words(template, of, topK == null ? 5 : topK)
              : probe.words(template, of, words));
      steps.at("templates", tables.size(), all.size());
    }
    return tables;
  }

  private List<Scored> score(AlbertModel albert, Steps steps) {
    List<BiasData> sets = new ArrayList<>();
    data.forEach(file -> sets.add(BiasData.read(file))); // all of them before any work
    EvaluationOptions options =
        new EvaluationOptions(seed, batch.tokens(), EvaluationOptions.DEFAULT.maxLength(), limit);
    List<Scored> scored = new ArrayList<>();
    try (JsonLines lines = new JsonLines(predictions)) {
      for (int i = 0; i < sets.size(); i++) {
        Path file = data.get(i);
        if (sets.get(i) instanceof BiasData.CrowsPairs crows) {
          scored.add(
              new Scored(
                  "CrowS-Pairs",
                  file,
                  CrowsPairsEvaluation.run(albert, crows.pairs(), options, steps, lines::write)));
        } else if (sets.get(i) instanceof BiasData.StereoSet stereo) {
          scored.add(
              new Scored(
                  "StereoSet",
                  file,
                  StereoSetEvaluation.run(albert, stereo.items(), options, steps, lines::write)));
        }
      }
      lines.commit();
    }
    return scored;
  }
}
