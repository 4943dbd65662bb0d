package io.github.albert4j.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

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
  public Supplier<List<List<List<Prediction>>>> begin(List<MaskedText> texts) {
    Masks masks = new Masks(texts);
    return reader.begin(masks.rows, masks).then(() -> masks.answers);
  }

  /** Takes each mask's predictions where its logits are computed. */
  private final class Masks implements VocabularyReader.Visitor {
    private final List<MaskedText> texts;
    private final List<MaskedRow> rows = new ArrayList<>();
    private final List<List<List<Prediction>>> answers = new ArrayList<>();

    Masks(List<MaskedText> texts) {
      this.texts = texts;
      for (MaskedText text : texts) {
        rows.add(text.row());
        answers.add(new ArrayList<>(Collections.nCopies(text.masks().length, List.of())));
      }
    }

    @Override
    public void visit(int row, int mask, Distribution distribution) {
      answers.get(row).set(mask, predictions(texts.get(row), mask, distribution));
    }
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
