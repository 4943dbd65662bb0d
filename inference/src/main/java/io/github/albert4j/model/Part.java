package io.github.albert4j.model;

/**
 * Rows {@code [from, to)} of a call: what is computed at once, alone or beside parts of others.
 *
 * @param pass the call
 */
record Part(ForwardPass pass, int from, int to) {
  int rows() {
    return to - from;
  }

  /** Its first token in the call's batch. */
  int firstToken() {
    return pass.batch().rowStarts()[from];
  }

  int tokens() {
    return pass.batch().rowStarts()[to] - firstToken();
  }

  /** Whether it can be computed beside others: attention weights and beams are not sorted out. */
  boolean joins() {
    return pass.attentions == null && pass.answerBeams == null;
  }
}
