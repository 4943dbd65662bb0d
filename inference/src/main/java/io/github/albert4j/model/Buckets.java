package io.github.albert4j.model;

/**
 * Rounds numbers of rows up to few sizes: each new size costs oneDNN a compilation of milliseconds,
 * and a row that nobody reads costs less.
 */
final class Buckets {
  private Buckets() {}

  /**
   * Multiples of 4 up to 64, of 16 up to 512, of 64 beyond: at most an eighth is wasted past 32
   * rows.
   */
  static int up(int rows) {
    int step = rows <= 64 ? 4 : rows <= 512 ? 16 : 64;
    return Math.addExact(rows, step - 1) / step * step;
  }
}
