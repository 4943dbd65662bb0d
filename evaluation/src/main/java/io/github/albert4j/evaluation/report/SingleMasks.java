package io.github.albert4j.evaluation.report;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** For each piece of each text a row, {@code [CLS] text [SEP]}, with it alone masked. */
final class SingleMasks implements Iterator<HiddenRow> {
  private final AlbertTokenizer tokenizer;
  private final Iterator<int[]> texts;
  private int[] row = {};
  private int position;

  /**
   * @param texts their ids, each of at least one piece
   */
  SingleMasks(AlbertTokenizer tokenizer, Iterator<int[]> texts) {
    this.tokenizer = tokenizer;
    this.texts = texts;
  }

  @Override
  public boolean hasNext() {
    return position + 1 < row.length - 1 || texts.hasNext();
  }

  @Override
  public HiddenRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    position++;
    if (position >= row.length - 1) {
      int[] text = texts.next();
      row = new int[text.length + 2];
      row[0] = tokenizer.clsId();
      System.arraycopy(text, 0, row, 1, text.length);
      row[row.length - 1] = tokenizer.sepId();
      position = 1;
    }
    return HiddenRow.alone(row, position, tokenizer.maskId());
  }
}
