package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes slices: the encoder over all of their rows, then for each call what it asked for. Rows
 * of different calls share the multiplications, in the heads too. Thread-safe; the workspace is the
 * thread's own.
 */
final class SliceRunner implements Call.Runner {
  /** Rows of vocabulary logits computed at once: 30,000 floats each. */
  private static final int LOGIT_ROWS = 64;

  private final Engine engine;
  private final AlbertConfig config;
  private final Weights weights;
  private final Encoder encoder;
  private final DataType type;
  private final Head head;
  private final int hidden;

  SliceRunner(Engine engine, AlbertConfig config, Weights weights, DataType type, Head head) {
    this.engine = engine;
    this.config = config;
    this.weights = weights;
    this.encoder = new Encoder(config, weights);
    this.type = type;
    this.head = head;
    this.hidden = config.hiddenSize();
  }

  /** Computes parts together; each finds its results in its call's arrays. */
  @Override
  public void run(Workspace w, List<Part> parts) {
    w.clock.start();
    Slice slice = Slice.of(parts);
    List<Slice.Wanted> wanted = slice.wanted();
    int[] read = slice.read(wanted);
    int tokens = Buckets.up(slice.rows().tokens());
    boolean words = slice.any(pass -> pass.vocabularyLogits);
    w.reserve(tokens, slice.longest(), words ? LOGIT_ROWS : 0);
    encoder.run(w, slice.rows(), tokens, read, listener(slice));
    copyTokens(slice, w.hidden, pass -> pass.lastHiddenState, hidden);
    if (words) {
      vocabularyLogits(w, wanted, read);
    }
    if (slice.any(ForwardPass::pools)) {
      pooledOutputs(w, slice, read);
    }
    if (slice.any(ForwardPass::perToken)) {
      tokenLogits(w, slice, tokens);
    }
    if (slice.any(pass -> pass.answerBeams != null)) {
      answerBeams(w, slice, tokens);
    }
    w.clock.lap(Step.HEAD);
  }

  private Encoder.@Nullable Listener listener(Slice slice) {
    return slice.any(ForwardPass::listens) ? new States(slice) : null;
  }

  /** Copies hidden states and attention weights on their way to the calls that want them. */
  private final class States implements Encoder.Listener {
    private final Slice slice;

    States(Slice slice) {
      this.slice = slice;
    }

    @Override
    public void hiddenState(int block, Tensor state) {
      copyTokens(
          slice,
          state,
          pass -> pass.hiddenStates == null ? null : pass.hiddenStates[block],
          hidden);
    }

    @Override
    public void source(int block, Projection projection, Tensor x) {
      for (int i = 0; i < slice.parts().size(); i++) {
        Part part = slice.parts().get(i);
        SourceObserver observer = part.pass().observer;
        if (observer != null) {
          long columns = x.size(1);
          long first = slice.firstTokens()[i] * columns;
          observer.source(block, projection, x.slice(first, part.tokens(), columns));
        }
      }
    }

    @Override
    public float @Nullable [][] attentions(int block) {
      Part only = slice.parts().get(0); // such parts are computed alone
      if (only.pass().attentions == null) {
        return null;
      }
      float[][] rows = only.pass().attentions[block];
      for (int row = only.from(); row < only.to(); row++) {
        int length = only.pass().batch().length(row);
        rows[row] = new float[config.numAttentionHeads() * length * length];
      }
      return Arrays.copyOfRange(rows, only.from(), only.to());
    }
  }

  /** Copies each part's tokens to its call's array, where it has one. */
  private static void copyTokens(
      Slice slice, Tensor from, Function<ForwardPass, float @Nullable []> to, int width) {
    for (int i = 0; i < slice.parts().size(); i++) {
      Part part = slice.parts().get(i);
      float[] array = to.apply(part.pass());
      if (array != null) {
        from.read(
            (long) slice.firstTokens()[i] * width,
            array,
            part.firstToken() * width,
            part.tokens() * width);
      }
    }
  }

  /** Where a token's last hidden state is. */
  private static int rowOf(int token, int @Nullable [] read) {
    return read == null ? token : Arrays.binarySearch(read, token);
  }

  /** The masked-LM head, at the positions asked for. */
  private void vocabularyLogits(Workspace w, List<Slice.Wanted> wanted, int @Nullable [] read) {
    MaskedLmHead maskedLm = weights.maskedLm();
    Operations ops = w.operations;
    try (Arena arena = new Arena(engine)) {
      Tensor rows = arena.allocate(type, LOGIT_ROWS, hidden);
      Tensor transformed = arena.allocate(DataType.F32, LOGIT_ROWS, config.embeddingSize());
      Tensor normed = arena.allocate(type, LOGIT_ROWS, config.embeddingSize());
      for (int from = 0; from < wanted.size(); from += LOGIT_ROWS) {
        List<Slice.Wanted> some = wanted.subList(from, Math.min(wanted.size(), from + LOGIT_ROWS));
        int bucket = Math.min(LOGIT_ROWS, Buckets.up(some.size()));
        w.hidden.gatherRows(some.stream().mapToInt(x -> rowOf(x.token(), read)).toArray(), rows);
        maskedLm.transform.apply(
            ops, rows.rows(bucket), encoder.activation(), transformed.rows(bucket));
        maskedLm.norm.apply(ops, transformed.rows(bucket), normed.rows(bucket));
        maskedLm.decoder().apply(ops, normed.rows(bucket), w.logits.rows(bucket));
        for (int i = 0; i < some.size(); i++) {
          Slice.Wanted own = some.get(i);
          own.pass().takeVocabularyLogits(w.logits, i, own.row());
        }
      }
    }
  }

  /** What is computed from {@code [CLS]}: pooler, sentence order, classification of a row. */
  private void pooledOutputs(Workspace w, Slice slice, int @Nullable [] read) {
    List<Part> pooling = new ArrayList<>();
    int[] first = new int[slice.rows().rows()];
    int rows = 0;
    for (int i = 0; i < slice.parts().size(); i++) {
      if (slice.parts().get(i).pass().pools()) {
        pooling.add(slice.parts().get(i));
        for (int cls : slice.clsTokens(i)) {
          first[rows++] = rowOf(cls, read);
        }
      }
    }
    try (Arena arena = new Arena(engine)) {
      Tensor cls = arena.allocate(type, Buckets.up(rows), hidden);
      Tensor pooled = arena.allocate(type, Buckets.up(rows), hidden);
      w.hidden.gatherRows(Arrays.copyOf(first, rows), cls);
      weights.pooler().apply(w.operations, cls, Epilogue.TANH, pooled);
      copyRows(pooling, pooled, pass -> pass.poolerOutput, hidden);
      if (slice.any(pass -> pass.sopLogits != null)) {
        Tensor orders = linear(w.operations, arena, weights.sentenceOrder(), pooled);
        copyRows(pooling, orders, pass -> pass.sopLogits, 2);
      }
      if (slice.any(ForwardPass::perRow)) {
        Tensor classes = linear(w.operations, arena, weights.classifier(), pooled);
        Function<ForwardPass, float[]> logits = pass -> pass.perRow() ? pass.logits : null;
        copyRows(pooling, classes, logits, weights.classifier().outputs());
      }
    }
  }

  /** Copies each part's rows, which lie end to end, to its call's array, where it has one. */
  private static void copyRows(
      List<Part> parts, Tensor from, Function<ForwardPass, float @Nullable []> to, int width) {
    int row = 0;
    for (Part part : parts) {
      float[] array = to.apply(part.pass());
      if (array != null) {
        from.read((long) row * width, array, part.from() * width, part.rows() * width);
      }
      row += part.rows();
    }
  }

  /** What is computed from every token: token classification, question answering. */
  private void tokenLogits(Workspace w, Slice slice, int tokens) {
    Linear linear =
        head == Head.QUESTION_ANSWERING ? weights.questionAnswering() : weights.classifier();
    try (Arena arena = new Arena(engine)) {
      Tensor logits = linear(w.operations, arena, linear, w.hidden.rows(tokens));
      copyTokens(slice, logits, pass -> pass.perToken() ? pass.logits : null, linear.outputs());
    }
  }

  /** Where answers start and end, by Google's head; of the one part that is computed alone. */
  private void answerBeams(Workspace w, Slice slice, int tokens) {
    Part only = slice.parts().get(0);
    BitSet[] candidates = new BitSet[only.rows()];
    Arrays.setAll(candidates, row -> only.pass().batch().answerCandidates(only.from() + row));
    try (Arena arena = new Arena(engine)) {
      Tensor states = w.hidden.rows(tokens);
      int[] rowStarts = slice.rows().rowStarts();
      AnswerBeam[] beams =
          new BeamPass(weights.beam(), w.operations, arena, states, rowStarts, candidates).beams();
      System.arraycopy(beams, 0, only.pass().answerBeams, only.from(), beams.length);
    }
  }

  /** Applies a small head: {@code [rows, outputs]} in fp32. */
  private static Tensor linear(Operations ops, Arena arena, Linear linear, Tensor x) {
    Tensor y = arena.allocate(DataType.F32, x.size(0), linear.outputs());
    linear.apply(ops, x, y);
    return y;
  }
}
