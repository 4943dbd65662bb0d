package io.github.albert4j.training.wikipedia;

import io.github.albert4j.AlbertException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Some articles, cleaned and packed as one member of a gzip file, so that both are done by the
 * worker.
 *
 * @param member gzip of a paragraph a line and an empty line after each article; empty where there
 *     is no text
 * @param bytes of the text
 */
record CleanBatch(byte[] member, long bytes, int articles, int empty, long paragraphs, long words) {

  static CleanBatch of(List<String> wikitexts, WikitextCleaner cleaner) {
    StringBuilder text = new StringBuilder();
    int articles = 0;
    long paragraphs = 0;
    long words = 0;
    for (String wikitext : wikitexts) {
      List<String> article = cleaner.paragraphs(wikitext);
      for (String paragraph : article) {
        text.append(paragraph).append('\n');
        words += WikitextCleaner.words(paragraph);
      }
      if (!article.isEmpty()) {
        text.append('\n');
        articles++;
        paragraphs += article.size();
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new CleanBatch(
        bytes.length == 0 ? bytes : pack(bytes),
        bytes.length,
        articles,
        wikitexts.size() - articles,
        paragraphs,
        words);
  }

  private static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed, 1 << 16)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AlbertException("text cannot be packed: " + e.getMessage(), e);
    }
    return packed.toByteArray();
  }
}
