package io.github.albert4j.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Each mask by itself, while the others stay masked. */
final class MarginalFilling implements BatchTask<String, MaskedText, List<List<Prediction>>> {
  private final MaskCodec codec;
  private final VocabularyReader reader;
  private final int topK;

  MarginalFilling(MaskCodec codec, VocabularyReader reader, int topK) {
    this.codec = codec;
    this.reader = reader;
    this.topK = topK;
  }

  @Override
  public MaskedText encode(String text) {
    return codec.encode(text);
  }

  @Override
  public long cost(MaskedText text) {
    return text.row().cost();
  }

  @Override
  public List<List<List<Prediction>>> answer(List<MaskedText> texts) {
    List<MaskedRow> rows = new ArrayList<>(texts.size());
    List<List<List<Prediction>>> answers = new ArrayList<>(texts.size());
    for (MaskedText text : texts) {
      rows.add(text.row());
      answers.add(new ArrayList<>(Collections.nCopies(text.masks().length, List.of())));
    }
    reader.read(
        rows,
        (row, mask, distribution) ->
            answers.get(row).set(mask, predictions(texts.get(row), mask, distribution)));
    return answers;
  }

  private List<Prediction> predictions(MaskedText text, int mask, Distribution distribution) {
    int[] best = distribution.best(topK);
    List<Prediction> predictions = new ArrayList<>(best.length);
    for (int id : best) {
      String piece = codec.piece(id);
      int[] filled = text.fillOne(mask, id);
      predictions.add(
          new Prediction(codec.sequence(filled), distribution.probability(id), id, piece));
    }
    return List.copyOf(predictions);
  }
}
