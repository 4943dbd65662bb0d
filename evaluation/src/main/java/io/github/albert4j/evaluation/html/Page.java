package io.github.albert4j.evaluation.html;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.albert4j.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A report that a browser shows: one file that loads nothing, in the reader's light or dark
 * colours, for any width and for paper. Its policy forbids the browser to run or fetch anything,
 * and every text in it is escaped.
 *
 * <pre>{@code
 * Page page = new Page("sst2", Map.of("model", "my-model"), TaskPage.sections(task, report, 10));
 * page.write(Path.of("report.html"));
 * }</pre>
 *
 * @param title what was measured
 * @param facts how it was measured, by name: model, data, settings
 * @param sections the results
 * @since 0.1.0
 */
public record Page(String title, Map<String, String> facts, List<Section> sections) {
  /** Values that are missing are faults of the template's, and no part of it is optional. */
  private static final Template TEMPLATE = template();

  public Page {
    sections = List.copyOf(sections);
  }

  private static Template template() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Page.class.getResourceAsStream("page.mustache")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(true).emptyStringIsFalse(true).compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's text. */
  public String html() {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("title", title);
    context.put("facts", facts.entrySet());
    List<Map<String, Object>> numbered = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      Object shown = section instanceof Section.Curves curves ? Plot.of(curves) : section;
      numbered.add(
          Map.of("id", "section-" + (i + 1), "heading", section.heading(), section.kind(), shown));
    }
    context.put("sections", numbered);
    return TEMPLATE.execute(context);
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
  }
}
