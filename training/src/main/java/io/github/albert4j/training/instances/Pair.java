package io.github.albert4j.training.instances;

/**
 * {@code [CLS] A [SEP] B [SEP]} before anything is hidden.
 *
 * @param ids all ids
 * @param secondStart where B begins
 * @param order whether A and B changed places
 * @param cut pieces that had no room
 */
record Pair(int[] ids, int secondStart, Instance.SentenceOrder order, int cut) {}
