package io.github.albert4j.evaluation.report;

import io.github.albert4j.evaluation.baseline.CountedBaselines;
import io.github.albert4j.evaluation.baseline.Gap;
import io.github.albert4j.evaluation.data.Documents;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The counted baselines on a model's own rows. The training text is read twice: every fiftieth
 * document is set aside to find the trigram's weights on, the others are counted.
 */
final class MaskedLmBaselines {
  private static final int SET_ASIDE = 50; // one in so many

  /** Enough for 200 weights. */
  private static final int MOST_TUNING = 100_000;

  private final AlbertTokenizer tokenizer;
  private final Segmenter segmenter;
  private final long seed;

  MaskedLmBaselines(AlbertTokenizer tokenizer, Segmenter segmenter, long seed) {
    this.tokenizer = tokenizer;
    this.segmenter = segmenter;
    this.seed = seed;
  }

  Map<String, Map<String, Double>> measure(
      List<HiddenRow> rows, TextFiles text, EvaluationProgress progress) {
    List<Gap> test = new ArrayList<>();
    rows.forEach(row -> addGaps(row, test));
    CountedBaselines baselines =
        new CountedBaselines(
            tokenizer.vocabularySize(),
            List.of(tokenizer.clsId(), tokenizer.sepId()),
            tuning(text),
            test);
    SplittableRandom random = new SplittableRandom(seed);
    long number = 0;
    try (Documents documents = new Documents(text)) {
      for (List<String> d = documents.next(); d != null; d = documents.next()) {
        if (!isSetAside(number++)) {
          for (Segmenter.Segments s : segmenter.segments(segmenter.sentences(d), random)) {
            baselines.count(segmenter.row(s.first(), s.second()));
          }
        }
        progress.at("counting", documents.bytesRead(), text.size());
      }
    }
    return baselines.measure();
  }

  private static boolean isSetAside(long document) {
    return document % SET_ASIDE == SET_ASIDE / 2;
  }

  private List<Gap> tuning(TextFiles text) {
    Hiding hiding = new Hiding(tokenizer);
    SplittableRandom random = new SplittableRandom(seed);
    List<Gap> gaps = new ArrayList<>();
    long number = 0;
    try (Documents documents = new Documents(text)) {
      for (List<String> d = documents.next(); d != null; d = documents.next()) {
        if (isSetAside(number++) && gaps.size() < MOST_TUNING) {
          for (Segmenter.Segments s : segmenter.segments(segmenter.sentences(d), random)) {
            addGaps(segmenter.hidden(s, false, hiding, random), gaps);
          }
        }
      }
    }
    return gaps;
  }

  private static void addGaps(HiddenRow row, List<Gap> gaps) {
    int[] ids = row.ids();
    for (int i = 0; i < row.positions().length; i++) {
      int at = row.positions()[i];
      gaps.add(new Gap(ids[at - 1], row.labels()[i], ids[at + 1]));
    }
  }
}
