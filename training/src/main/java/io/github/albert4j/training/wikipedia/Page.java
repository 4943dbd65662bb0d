package io.github.albert4j.training.wikipedia;

/**
 * A page of a dump.
 *
 * @param kind whether it is an article, and if not, why
 * @param title as it stands above the article
 * @param text wikitext; empty for what is no article
 */
record Page(Kind kind, String title, String text) {
  enum Kind {
    ARTICLE,
    REDIRECT,
    OTHER_NAMESPACE,
    /** Lists of numbers, scripts, data: its model is not wikitext. */
    OTHER_MODEL,
    /** Longer than any wiki allows: not written by people. */
    TOO_LONG
  }
}
