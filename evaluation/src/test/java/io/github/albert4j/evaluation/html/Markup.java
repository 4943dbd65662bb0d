package io.github.albert4j.evaluation.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What holds for every page. */
final class Markup {
  /** A text that would run if it were not escaped, in a place for text or for an attribute. */
  static final String EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;";

  private static final Set<String> VOID = Set.of("meta", "img", "br", "link", "input", "hr");
  private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*?)(/?)>");

  private Markup() {}

  static String page(Section... sections) {
    return page(Map.of("model", EVIL), sections);
  }

  static String page(Map<String, String> facts, Section... sections) {
    String html = new Page(EVIL, facts, List.of(sections)).html();
    isSound(html);
    return html;
  }

  /** Elements nest, nothing runs, nothing is loaded, headings and tables have names. */
  static void isSound(String html) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html.substring(html.indexOf("<body>"), html.indexOf("</body>") + 7));
    while (tag.find()) {
      String name = tag.group(2);
      assertThat(name).as("no element of the data's").isNotIn("script", "img", "link", "iframe");
      assertThat(tag.group(3).replaceAll("\"[^\"]*\"", "")).doesNotContain(" on", "href", "src");
      if (!tag.group(1).isEmpty()) {
        assertThat(open.poll()).isEqualTo(name);
      } else if (tag.group(4).isEmpty() && !VOID.contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
    assertThat(html)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("default-src 'none'; style-src 'unsafe-inline'", "width=device-width")
        .doesNotContain("http:", "https:", "@import", "url(", "<script", "{{");
    assertThat(count(html, "<table")).isEqualTo(count(html, "<caption>"));
    assertThat(count(html, "<section")).isEqualTo(count(html, "<h2 id="));
    assertThat(count(html, "<h1>")).isEqualTo(1);
  }

  static int count(String html, String part) {
    return html.split(Pattern.quote(part), -1).length - 1;
  }
}
