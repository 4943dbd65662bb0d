package io.github.albert4j.training.wikipedia;

/**
 * What was read and what was made of it.
 *
 * @param articles pages that gave text
 * @param empty articles of no prose, such as lists
 * @param redirects pages that only point to others
 * @param otherNamespaces talk, templates, files and the like
 * @param otherPages articles that are not wikitext, or longer than any wiki allows
 * @param paragraphs lines of text
 * @param words runs between spaces with a letter or digit in them
 * @param dumpBytes read from the disk
 * @param xmlBytes what these unpack to
 * @param textBytes written, before gzip
 * @param files shards
 * @param seconds from start to end
 * @since 0.1.0
 */
public record CleaningReport(
    long articles,
    long empty,
    long redirects,
    long otherNamespaces,
    long otherPages,
    long paragraphs,
    long words,
    long dumpBytes,
    long xmlBytes,
    long textBytes,
    int files,
    double seconds) {

  /** Megabytes (10^6) of XML a second. */
  public double megabytesPerSecond() {
    return xmlBytes / 1e6 / seconds;
  }
}
