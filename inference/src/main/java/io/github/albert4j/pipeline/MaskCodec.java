package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Encoding;
import java.util.Arrays;

/** Encodes texts with masks and writes them back. */
final class MaskCodec {
  private final TextEncoder encoder;
  private final AlbertTokenizer tokenizer;
  private final SequenceForm form;

  MaskCodec(AlbertModel model, SequenceForm form) {
    this.encoder = TextEncoder.of(model);
    this.tokenizer = encoder.tokenizer();
    this.form = form;
  }

  TextEncoder encoder() {
    return encoder;
  }

  AlbertTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Encodes a text.
   *
   * @throws InvalidInputException for a text without a mask, an empty one, one that is too long
   */
  MaskedText encode(String text) {
    Encoding encoding = encoder.encode(text, null);
    int[] ids = encoding.ids();
    int[] masks = new int[ids.length];
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == tokenizer.maskId()) {
        masks[count++] = i;
      }
    }
    if (count == 0) {
      throw new InvalidInputException(
          "there is no [MASK] in the text: write [MASK] where a word is to be filled in");
    }
    return new MaskedText(ids, encoding.tokenTypeIds(), Arrays.copyOf(masks, count));
  }

  /**
   * A piece that a mask is filled with.
   *
   * @throws AlbertException where the model's vocabulary is larger than the tokenizer's
   */
  String piece(int id) {
    if (id >= tokenizer.vocabularySize()) {
      throw new AlbertException(
          "the model fills a mask with id "
              + id
              + ", the vocabulary has ids 0 to "
              + (tokenizer.vocabularySize() - 1)
              + ": the spiece.model is not the one that this model was trained with");
    }
    return tokenizer.piece(id);
  }

  /** Writes filled ids in the pipeline's form. */
  String sequence(int[] ids) {
    if (form == SequenceForm.CARD) {
      return tokenizer.decode(ids);
    }
    int[] kept = new int[ids.length];
    int count = 0;
    for (int id : ids) {
      boolean special =
          id == tokenizer.clsId()
              || id == tokenizer.sepId()
              || id == tokenizer.padId()
              || id == tokenizer.unkId();
      if (!special) {
        kept[count++] = id;
      }
    }
    return tokenizer.decode(Arrays.copyOf(kept, count));
  }
}
