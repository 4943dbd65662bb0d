package io.github.albert4j.training.instances;

import java.util.Arrays;

/**
 * One row to train on: {@code [CLS] A [SEP] B [SEP]} with some pieces hidden, and what there was.
 *
 * <p>The arrays are the instance's own: they are not copied, and nobody changes them.
 *
 * @param inputIds ids after masking, special ones included; no padding
 * @param secondStart where B begins: types are 0 before it and 1 from it on
 * @param maskedPositions positions to predict, rising; empty where the row has nothing to hide
 * @param maskedLabels the pieces that stood there, one a position
 * @param kinds what was put there, one a position
 * @param order whether A and B changed places
 * @since 0.1.0
 */
public record Instance(
    int[] inputIds,
    int secondStart,
    int[] maskedPositions,
    int[] maskedLabels,
    Kind[] kinds,
    SentenceOrder order) {

  /** What stands at a position that is to be predicted; the order is that of the shards' format. */
  public enum Kind {
    /** {@code [MASK]}. */
    MASK,
    /** Another piece of the vocabulary. */
    RANDOM,
    /** The piece itself. */
    KEPT
  }

  /** The label of the sentence-order task; the order is that of the shards' format. */
  public enum SentenceOrder {
    /** A and B stand as in the text, label 0. */
    IN_ORDER(0),
    /** B came before A, label 1. */
    SWAPPED(1),
    /**
     * A and B stand as in the text, and it is not asked: they are unrelated, or too easily told.
     */
    NONE(-1),
    /** B came before A, and it is not asked. */
    SWAPPED_NONE(-1);

    private final int label;

    SentenceOrder(int label) {
      this.label = label;
    }

    /** 0 or 1 as Hugging Face's {@code sentence_order_label}, or -1 for none. */
    public int label() {
      return label;
    }
  }

  /** How many ids there are. */
  public int length() {
    return inputIds.length;
  }

  /** 0 for {@code [CLS] A [SEP]} and 1 for {@code B [SEP]}. */
  public int[] tokenTypeIds() {
    int[] types = new int[inputIds.length];
    Arrays.fill(types, secondStart, types.length, 1);
    return types;
  }

  /** Whether A and B changed places. */
  public boolean swapped() {
    return order == SentenceOrder.SWAPPED || order == SentenceOrder.SWAPPED_NONE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Instance that
        && secondStart == that.secondStart
        && order == that.order
        && Arrays.equals(inputIds, that.inputIds)
        && Arrays.equals(maskedPositions, that.maskedPositions)
        && Arrays.equals(maskedLabels, that.maskedLabels)
        && Arrays.equals(kinds, that.kinds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(inputIds) * 31 + Arrays.hashCode(maskedPositions);
  }
}
