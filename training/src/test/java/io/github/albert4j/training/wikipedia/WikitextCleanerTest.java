package io.github.albert4j.training.wikipedia;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WikitextCleanerTest {
  private static String clean(String wikitext) {
    return String.join("\n", new WikitextCleaner(Namespaces.COMMON, 1).paragraphs(wikitext));
  }

  private static Arguments is(String wikitext, String prose) {
    return Arguments.of(wikitext, prose);
  }

  static Stream<Arguments> templates() {
    return Stream.of(
        is("Rain {{citation needed|date=May 2020}}falls.", "Rain falls."),
        is("Rain{{cn}} falls{{cn}}.", "Rain falls."),
        is(
            "{{Infobox\n| name = A {{nested|{{deep}}}}\n| b = [[c]]\n}}\nRain falls.",
            "Rain falls."),
        is("{{Infobox\n|a=b\n|}}\nRain falls.", "Rain falls."),
        is("A {{lang|fr|mot juste}} here.", "A mot juste here."),
        is("A {{lang|fr|italic=no|mot}} here.", "A mot here."),
        is("{{convert|5|km|mi}} away", "5 km away"),
        is("{{convert|{{val|5}}|km}} away", "5 km away"),
        is("built {{circa|1900}} there", "built c. 1900 there"),
        is("the {{HMS|Victory}} sailed", "the HMS Victory sailed"),
        is("1914{{ndash}}18 and{{snd}}so", "1914–18 and – so"),
        is("it{{'s}} new", "it's new"),
        is("{{quote|To be or not.|Hamlet}}", "To be or not."),
        is("{{quote|text=To be or not.|author=Hamlet}}", "To be or not."),
        is("{{nowrap|1=a = b}} holds", "a = b holds"),
        is("{{{1|default}}} Rain falls.", "Rain falls."),
        is("{{ {{{x}}} }} Rain falls.", "Rain falls."),
        is("{{{{{1}}}}} Rain falls.", "Rain falls."),
        is("{{left open|a=b\n| c = d\nRain falls.", "Rain falls."),
        is("Rain }} falls.", "Rain falls."),
        is("{{#if:x|{{#tag:ref|y}}}}Rain falls.", "Rain falls."),
        is("{{a|[[b}} Rain falls.", "Rain falls."));
  }

  static Stream<Arguments> links() {
    return Stream.of(
        is("[[rain]] falls", "rain falls"),
        is("[[rain|Water]] falls", "Water falls"),
        is("[[train]]s run", "trains run"),
        is("[[a|b|c]] shown", "b|c shown"),
        is("[[Rain (weather)|]] falls", "Rain (weather) falls"),
        is("[[rain|''heavy'' rain]] falls", "heavy rain falls"),
        is("[[a|{{nowrap|b c}}]] is", "b c is"),
        is("[[two\nlines]] here", "two lines here"),
        is("[[File:a.jpg|thumb|A [[cat]] on a [[mat|rug]].]] Rain falls.", "Rain falls."),
        is("[[File:a.jpg|thumb|See [http://a.b c]]]\nRain falls.", "Rain falls."),
        is("[[image:a.jpg|thumb\n|two lines]]\nRain falls.", "Rain falls."),
        is("[[Datei:a.jpg|mini|Regen]] Rain falls.", "Rain falls."),
        is("[[File:left open.jpg|thumb\nRain falls.", "Rain falls."),
        is("Rain falls.[[Category:Weather]]", "Rain falls."),
        is("Rain falls.\n[[Category:Weather|Rain]]\n[[fr:Pluie]]\n[[zh-yue:雨]]", "Rain falls."),
        is("See [[:Category:Weather|the category]].", "See the category."),
        is("[[:fr:Pluie]] is French.", "fr:Pluie is French."),
        is("[[wikt:rain|rain]] falls", "rain falls"),
        is("[[left open rain falls", "left open rain falls"),
        is("rain]] falls", "rain falls"),
        is("a [http://a.b/c?d=e shown text] here", "a shown text here"),
        is("a [https://a.b] here", "a here"),
        is("a [//a.b label] here", "a label here"),
        is("at https://a.b/c?d here", "at here"),
        is("he said [sic] so", "he said [sic] so"));
  }

  static Stream<Arguments> elements() {
    return Stream.of(
        is("Rain<ref>Smith, ''Rain''. {{cite|a}}</ref> falls.", "Rain falls."),
        is("Rain<ref name=\"a\" /> falls <ref name=b/>.", "Rain falls."),
        is("Rain<REF>a</REF> falls.", "Rain falls."),
        is("One<ref>left open. Two<ref>b</ref> three.", "Oneleft open. Two three."),
        is("Rain<!-- {{ [[ --> falls.", "Rain falls."),
        is("Rain falls.<!-- left open\nSnow falls.", "Rain falls."),
        is("One line\n<!-- alone -->\nand the next", "One line and the next"),
        is("Let <math>x^2 {{</math> be.", "Let be."),
        is("<gallery>\nFile:a.jpg|A\n</gallery>\nRain falls.", "Rain falls."),
        is("<syntaxhighlight lang=\"c\">\nint x;\n</syntaxhighlight>\nRain falls.", "Rain falls."),
        is("H<sub>2</sub>O is <small>wet</small>.", "H2O is wet."),
        is("one<br />two<br>three", "one two three"),
        is("<blockquote>To be or not.</blockquote>", "To be or not."),
        is("<div class=\"a\">Rain <span style='b'>falls</span>.</div>", "Rain falls."),
        is("<table><tr><td>a<table><tr><td>b</table>c</table>Rain falls.", "Rain falls."),
        is("<ul><li>a<li>b</ul>Rain falls.", "Rain falls."),
        is("<h2>Weather</h2>Rain falls.", "Rain falls."),
        is("the <nowiki>'</nowiki>40s and <nowiki/>so", "the '40s and so"),
        is("write <nowiki>*[a]*</nowiki> there", "write *[a]* there"),
        is("<nowiki>{{not a template}}</nowiki> it is", "not a template it is"),
        is("{{a|<nowiki>}}</nowiki>}}Rain falls.", "Rain falls."),
        is("if a < 5 and b > 3", "if a < 5 and b > 3"),
        is("<includeonly>Not shown.</includeonly>Rain falls.", "Rain falls."),
        is("<ref>left open\nRain falls.", "left open Rain falls."));
  }

  static Stream<Arguments> blocks() {
    return Stream.of(
        is("== Weather ==\nRain falls.\n=== See also ===\n* [[Snow]]\n", "Rain falls."),
        is("== Weather == <!-- a -->\nRain falls.", "Rain falls."),
        is(
            "Rain falls:\n* one\n# two\n: three\n; four\n*# five\nSnow falls.",
            "Rain falls:\nSnow falls."),
        is("* {{lang|fr|a}} and\nRain falls.", "Rain falls."),
        is(
            "{| class=\"wikitable\"\n! head\n|-\n| cell\nprose in a cell\n|}\nRain falls.",
            "Rain falls."),
        is("{|\n|\n{|\n| inner\n|}\nouter\n|}\nRain falls.", "Rain falls."),
        is(":{|\n| indented\n|}\nRain falls.", "Rain falls."),
        is("{{{!}}\n{{!}} cell\n{{!}}}\nRain falls.", "Rain falls."),
        is("{| left open\n| a\n\nRain falls.", "Rain falls."),
        is("| a stray row\nRain falls.", "Rain falls."),
        is("Rain falls,\nand snow.\n\nSun shines.", "Rain falls, and snow.\nSun shines."),
        is(" int x = 1;\nRain falls.", "Rain falls."),
        is("----\nRain falls.", "Rain falls."),
        is("__NOTOC__\nRain falls.__NOEDITSECTION__", "Rain falls."),
        is("a snake_case and __init__ method", "a snake_case and __init__ method"),
        is("Rain\r\nfalls.", "Rain falls."),
        is("", ""));
  }

  static Stream<Arguments> characters() {
    return Stream.of(
        is("'''Rain''' is ''wet'' and '''''cold'''''.", "Rain is wet and cold."),
        is("''Life'''s cover and '''bold''' text", "Life's cover and bold text"),
        is("l'''amour'' is '''French'''", "l'amour is French"),
        is("don't and ''don't''", "don't and don't"),
        is("''''quoted'''' word", "'quoted' word"),
        is("fish&nbsp;&amp;&nbsp;chips&ndash;&#8212;&#x2013;", "fish & chips–—–"),
        is("a &amp;nbsp; b &unknown; c & d", "a b &unknown; c & d"),
        is("the &lt;div&gt; tag", "the div tag"),
        is("a&thinsp;b and soft&shy;ly", "a b and softly"),
        is("Rain ({{IPA|reɪn}}) falls.", "Rain falls."),
        is("Rain ({{IPA|reɪn}}; born 1950) falls.", "Rain (born 1950) falls."),
        is("Rain ({{lang-fr|pluie}}, {{IPA|a}}) falls.", "Rain falls."),
        is("Rain (''{{lang-fr|pluie}}'', wet) falls.", "Rain (wet) falls."),
        is("Rain [{{IPA|a}}] falls, {{cn}}, too.", "Rain falls, too."),
        is("f() is (empty) here", "f() is (empty) here"),
        is("emoji 😀 stays &#128512;", "emoji 😀 stays 😀"),
        is("private \uE07B\uE100 use", "private use"));
  }

  @ParameterizedTest
  @MethodSource({"templates", "links", "elements", "blocks", "characters"})
  void wikitextBecomesProse(String wikitext, String prose) {
    assertThat(clean(wikitext)).isEqualTo(prose);
  }

  @Test
  void shortParagraphsGo() {
    assertThat(new WikitextCleaner().paragraphs("Two words\n\nThree words here\n\nNOT A WORD 12"))
        .containsExactly("Three words here");
  }

  @Test
  void namespacesOfTheDumpAreHidden() {
    Namespaces finnish = Namespaces.COMMON.with("Tiedosto");
    assertThat(new WikitextCleaner(finnish, 1).paragraphs("[[Tiedosto:a.jpg|kuva]] Sataa vettä."))
        .containsExactly("Sataa vettä.");
  }

  /** What must be in no line of text, whatever the page was like. */
  private static final Pattern MARKUP =
      Pattern.compile(
          "\\[\\[|]]|\\{\\{|}}|'''|\\{\\||\\|}|^[=*#:;|]|</?[a-z]|&nbsp;|&amp;|&ndash;|\\n"
              + "|[\uE000-\uE100]|(?i)\\b(file|image|category):\\w");

  private static final List<String> FRAGMENTS =
      List.of(
          "{{",
          "}}",
          "{{{",
          "}}}",
          "[[",
          "]]",
          "[",
          "]",
          "{|",
          "|}",
          "|-",
          "|",
          "\n",
          "\n\n",
          " ",
          "=",
          "==",
          "*",
          "#",
          ":",
          ";",
          "''",
          "'''",
          "'''''",
          "<",
          ">",
          "<ref>",
          "</ref>",
          "<ref name=a/>",
          "<nowiki>",
          "</nowiki>",
          "<div>",
          "</div>",
          "<table>",
          "</table>",
          "<!--",
          "-->",
          "&nbsp;",
          "&lt;",
          "&gt;",
          "&amp;",
          "&#91;",
          "&#123;",
          "File:a.jpg",
          "Category:",
          "http://a.b",
          "__NOTOC__",
          "rain",
          "The rain falls",
          "lang",
          "quote",
          "nowrap",
          "!",
          "\uE05B",
          "\uE100",
          "<br>",
          "<li>");

  @Test
  void noMarkupIsLeftOfAnything() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 30_000; run++) {
      StringBuilder wikitext = new StringBuilder();
      for (int n = random.nextInt(30); n >= 0; n--) {
        wikitext.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
      for (String paragraph : clean(wikitext.toString()).split("\n")) {
        assertThat(MARKUP.matcher(paragraph).find())
            .as("seed %d: <%s> gave <%s>", seed, wikitext, paragraph)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "}}",
        "{{a|",
        "{{{",
        "{{lang|fr|",
        "[[",
        "]]",
        "[[a|",
        "[[File:",
        "[http://a ",
        "[[a [",
        "<ref>",
        "</ref>",
        "<ref",
        "<ref name=a>x",
        "<math>",
        "<table>",
        "<nowiki>",
        "<!--",
        "<",
        "<a ",
        "''",
        "'''",
        "{|\n",
        "|}\n",
        "{|\n\n",
        "*\n",
        "==\n",
        "&",
        "&amp;",
        "&lt;",
        "(",
        "( {{a}}",
        "__",
        "{[",
        "http://",
        "<nowiki>{[</nowiki>",
        "<li>",
        "a,{{b}}",
        "\n",
        " "
      })
  void timeIsLinearInHostilePages(String piece) {
    String opening = piece.repeat(100_000);
    List<String> pages = new ArrayList<>(List.of(opening, opening + "\n|}</table>]]}}"));
    for (String end : List.of("}}", "]]", "</table>", "|}\n", "</ref>", ")")) {
      pages.add(opening + end.repeat(100_000));
    }
    for (String page : pages) {
      Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> clean(page));
    }
  }
}
