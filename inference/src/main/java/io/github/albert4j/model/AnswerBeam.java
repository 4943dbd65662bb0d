package io.github.albert4j.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What Google's SQuAD 2.0 head makes of a row {@code [CLS] question [SEP] text [SEP]}: the
 * likeliest tokens for an answer to start at, for each of them the likeliest to end at, and whether
 * there is an answer at all. Candidates are {@code [CLS]} and the text.
 *
 * @param starts at most {@value #STARTS}
 * @param ends of each start, in the starts' order, at most {@value #ENDS}
 * @param noAnswer the logit of the text holding no answer
 * @since 0.1.0
 */
public record AnswerBeam(Places starts, List<Places> ends, float noAnswer) {
  /** Starts that are looked at (reference {@code run_squad_v2.py}, {@code start_n_top}). */
  public static final int STARTS = 5;

  /** Ends of each start ({@code end_n_top}). */
  public static final int ENDS = 5;

  /** Floats of {@link #toArray}. */
  public static final int FLOATS = 1 + 2 * STARTS + 2 * STARTS * ENDS;

  /** The token of a place that a short row does not have. */
  private static final int NO_TOKEN = -1;

  public AnswerBeam {
    ends = List.copyOf(ends);
  }

  /**
   * The same as so many numbers, so that it can go where a row's logits do: no answer's logit, then
   * {@link #STARTS} tokens and their log probabilities, then for each start {@link #ENDS} of both.
   */
  public float[] toArray() {
    float[] values = new float[FLOATS];
    values[0] = noAnswer;
    int at = put(starts, STARTS, values, 1);
    for (int i = 0; i < STARTS; i++) {
      Places of = i < ends.size() ? ends.get(i) : new Places(new int[0], new float[0]);
      at = put(of, ENDS, values, at);
    }
    return values;
  }

  private static int put(Places places, int most, float[] values, int at) {
    for (int i = 0; i < most; i++) {
      values[at + i] = i < places.size() ? places.tokens()[i] : NO_TOKEN;
      values[at + most + i] = i < places.size() ? places.logProbabilities()[i] : 0;
    }
    return at + 2 * most;
  }

  /** The reverse of {@link #toArray}. */
  public static AnswerBeam of(float[] values) {
    Places starts = take(values, 1, STARTS);
    List<Places> ends = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      ends.add(take(values, 1 + 2 * STARTS + 2 * ENDS * i, ENDS));
    }
    return new AnswerBeam(starts, ends, values[0]);
  }

  private static Places take(float[] values, int from, int most) {
    int n = 0;
    while (n < most && values[from + n] != NO_TOKEN) {
      n++;
    }
    int[] tokens = new int[n];
    float[] logs = new float[n];
    for (int i = 0; i < n; i++) {
      tokens[i] = (int) values[from + i];
      logs[i] = values[from + most + i];
    }
    return new Places(tokens, logs);
  }
}
