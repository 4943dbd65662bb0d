package io.github.albert4j.training.wikipedia;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which links show no text where they stand: those to files and categories, and to the same article
 * in other languages. The dump's head names its own language's namespaces.
 *
 * @param hidden names of namespaces, in lower case
 */
record Namespaces(Set<String> hidden) {
  static final int ARTICLES = 0;
  static final int FILES = 6;
  static final int CATEGORIES = 14;

  private static final int LONGEST_NAME = 40;

  /** What every wiki understands, and what was copied from the larger ones. */
  static final Namespaces COMMON =
      new Namespaces(
          Set.of(
              "file",
              "image",
              "media",
              "category",
              "datei",
              "bild",
              "kategorie",
              "fichier",
              "catégorie",
              "archivo",
              "imagen",
              "categoría",
              "ficheiro",
              "imagem",
              "categoria",
              "immagine",
              "bestand",
              "afbeelding",
              "categorie",
              "plik",
              "grafika",
              "kategoria",
              "файл",
              "изображение",
              "категория"));

  Namespaces with(String name) {
    Set<String> more = new HashSet<>(hidden);
    more.add(name.toLowerCase(Locale.ROOT));
    return new Namespaces(Set.copyOf(more));
  }

  /** Whether a link's target, without a leading colon, is one that shows nothing. */
  boolean hides(String text, int from, int to) {
    int colon = colon(text, from, to);
    return colon >= 0
        && hidden.contains(
            text.substring(from, colon).strip().replace('_', ' ').toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a link is to the same article in another language, as {@code fr:} or {@code simple:}.
   */
  static boolean isLanguageLink(String text, int from, int to) {
    int colon = colon(text, from, to);
    int letters = 0; // before the first dash, as in zh-yue
    for (int i = from; i < colon && text.charAt(i) != '-'; i++) {
      letters++;
    }
    for (int i = from; i < colon; i++) {
      char c = text.charAt(i);
      if (c != '-' && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return letters == 2 || letters == 3 || colon > 0 && text.startsWith("simple:", from);
  }

  /** Where the first colon stands, not far from the start; else -1. */
  private static int colon(String text, int from, int to) {
    int limit = Math.min(to, from + LONGEST_NAME);
    for (int i = from; i < limit; i++) {
      if (text.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }
}
