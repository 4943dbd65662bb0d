package io.github.albert4j.quantization;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** Runs the same rows in fp32 and in int8 and adds up how far the answers are apart. */
final class Comparison {
  private static final int BATCH_TOKENS = 1024;

  private final AlbertModel exact;
  private final AlbertModel quantized;
  private final Head head;
  private long rows;
  private long answers;
  private long values;
  private double errors;
  private double largest;
  private long agreed;
  private long exactHits;
  private long quantizedHits;

  Comparison(AlbertModel exact, AlbertModel quantized) {
    this.exact = exact;
    this.quantized = quantized;
    this.head = exact.head();
  }

  /** Runs rows, some at a time. */
  void add(List<SampleRow> all) {
    List<SampleRow> some = new ArrayList<>();
    int tokens = 0;
    for (SampleRow row : all) {
      some.add(row);
      tokens += row.ids().length;
      if (tokens >= BATCH_TOKENS) {
        compare(some);
        some = new ArrayList<>();
        tokens = 0;
      }
    }
    if (!some.isEmpty()) {
      compare(some);
    }
  }

  Loss loss() {
    boolean chooses = head.output() == Output.LOGITS && head != Head.ALBERT;
    boolean guesses = SampleRow.hides(head);
    return new Loss(
        rows,
        answers,
        errors / values,
        largest,
        chooses ? (double) agreed / answers : null,
        guesses ? (double) exactHits / answers : null,
        guesses ? (double) quantizedHits / answers : null);
  }

  private void compare(List<SampleRow> some) {
    PackedBatch batch = SampleRow.batch(some);
    Request request = request(some, batch);
    float[] wanted = values(exact.forward(batch, request));
    float[] found = values(quantized.forward(batch, request));
    rows += some.size();
    values += wanted.length;
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs((double) found[i] - wanted[i]);
      errors += error;
      largest = Math.max(largest, error);
    }
    if (head == Head.QUESTION_ANSWERING) {
      for (int row = 0; row < batch.rows(); row++) {
        int first = 2 * batch.rowStarts()[row];
        answer(wanted, found, first, batch.length(row), 2); // starts
        answer(wanted, found, first + 1, batch.length(row), 2); // ends
      }
    } else if (head == Head.MULTIPLE_CHOICE) {
      answer(wanted, found, 0, wanted.length, 1); // the texts of a batch as choices
    } else if (SampleRow.hides(head)) {
      guesses(some, wanted, found);
    } else {
      int width = Math.max(1, width(wanted.length, batch));
      for (int i = 0; i < wanted.length; i += width) {
        answer(wanted, found, i, width, 1);
      }
    }
  }

  private int width(int length, PackedBatch batch) {
    boolean perRow = head == Head.SEQUENCE_CLASSIFICATION;
    return length / (perRow ? batch.rows() : batch.tokens());
  }

  private void guesses(List<SampleRow> some, float[] wanted, float[] found) {
    int vocabulary = exact.config().vocabSize();
    int at = 0;
    for (SampleRow row : some) {
      for (int label : row.labels()) {
        answer(wanted, found, at, vocabulary, 1);
        exactHits += best(wanted, at, vocabulary, 1) == label ? 1 : 0;
        quantizedHits += best(found, at, vocabulary, 1) == label ? 1 : 0;
        at += vocabulary;
      }
    }
  }

  private void answer(float[] wanted, float[] found, int first, int count, int stride) {
    answers++;
    int same = best(wanted, first, count, stride) == best(found, first, count, stride) ? 1 : 0;
    agreed += same;
  }

  private static int best(float[] values, int first, int count, int stride) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[first + i * stride] > values[first + best * stride]) {
        best = i;
      }
    }
    return best;
  }

  private Request request(List<SampleRow> some, PackedBatch batch) {
    if (SampleRow.hides(head)) {
      int[] positions =
          IntStream.range(0, some.size())
              .boxed()
              .flatMapToInt(
                  row ->
                      Arrays.stream(some.get(row).positions())
                          .map(position -> batch.rowStarts()[row] + position))
              .toArray();
      return new Request(EnumSet.of(Output.LOGITS), positions);
    }
    boolean logits = head != Head.ALBERT && head.output() == Output.LOGITS;
    return Request.of(logits ? Output.LOGITS : Output.LAST_HIDDEN_STATE);
  }

  private static float[] values(ModelOutput output) {
    return output.logits() != null ? output.logits() : output.lastHiddenState();
  }
}
