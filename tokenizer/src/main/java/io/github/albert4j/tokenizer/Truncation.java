package io.github.albert4j.tokenizer;

/** Which side of a pair gives way when both do not fit. */
public enum Truncation {
  NONE,
  LONGEST_FIRST,
  ONLY_FIRST,
  ONLY_SECOND
}
