package io.github.albert4j.training.wikipedia;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few templates that stand in the middle of sentences, and what a reader sees of them: {@code
 * $1} is the first argument, {@code $-1} the last. All others (boxes, notes, references) are left
 * out.
 */
final class ProseTemplates {
  private static final Map<String, String> FORMS = new HashMap<>();

  static {
    all(
        "$1", "nowrap", "nobr", "nobreak", "j", "small", "smaller", "big", "larger", "em",
        "strong");
    all(
        "$1",
        "abbr",
        "tooltip",
        "visible anchor",
        "vanchor",
        "linktext",
        "noitalic",
        "mono",
        "sup");
    all(
        "$1",
        "sub",
        "sic",
        "typo",
        "not a typo",
        "as written",
        "proper name",
        "nihongo",
        "nihongo2");
    all(
        "$1",
        "interlanguage link",
        "ill",
        "ill2",
        "val",
        "var",
        "code",
        "flag",
        "flagu",
        "title case");
    all("$-1", "lang", "transl", "transliteration", "translit");
    all("\n$1\n", "quote", "blockquote", "quotation", "cquote", "quote box");
    all("$1 $2", "convert", "cvt", "ship");
    all("c. $1", "circa", "c.", "ca.");
    all("As of $1", "as of");
    all("$1/$2", "frac", "sfrac", "fraction");
    all(" – ", "snd", "spnd", "spaced ndash", "spaced en dash", "dash");
    all(" — ", "spaced mdash", "snds", "spaced em dash");
    all("–", "ndash", "en dash", "nsndns");
    all("—", "mdash", "em dash");
    all(" ", "nbsp", "space", "thinsp", "thin space", "hair space", "spaces");
    all("'", "'", "apostrophe");
    all("'s", "'s", "'s/sandbox");
    all("|", "!");
    all("=", "=");
    all("$$1", "us$", "usd", "$");
    all("£$1", "gbp", "£", "pound sterling");
    all("€$1", "eur", "euro", "€");
    all("₹$1", "inr", "indian rupee");
    for (String prefix : List.of("HMS", "USS", "SS", "RMS", "MV", "HMAS", "HMCS", "RFA", "USCGC")) {
      all(prefix + " $1", prefix.toLowerCase(Locale.ROOT));
    }
  }

  private ProseTemplates() {}

  private static void all(String form, String... names) {
    for (String name : names) {
      FORMS.put(name, form);
    }
  }

  /** What is shown of a template, or null for nothing. */
  static @Nullable String form(String name) {
    return FORMS.get(name.strip().replace('_', ' ').toLowerCase(Locale.ROOT));
  }
}
