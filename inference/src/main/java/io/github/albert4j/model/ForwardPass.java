package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link AlbertModel#forward}: the arrays of its answer, and the computation of any
 * slice of its rows into them. Slices touch different parts of the arrays, so workers fill them
 * side by side.
 */
final class ForwardPass {
  /** Rows of vocabulary logits computed at once: 30,000 floats each. */
  private static final int LOGIT_ROWS = 64;

  private final Engine engine;
  private final AlbertConfig config;
  private final Weights weights;
  private final Encoder encoder;
  private final DataType type;
  private final PackedBatch batch;
  private final Request request;
  private final Head head;
  private final int hidden;

  private final float @Nullable [] lastHiddenState;
  private final float @Nullable [] poolerOutput;
  private final float @Nullable [][] hiddenStates;
  private final float @Nullable [][][] attentions;
  private final float @Nullable [] logits;
  private final float @Nullable [] sopLogits;
  private final AnswerBeam @Nullable [] answerBeams;

  /** Which logits the request means: those of the vocabulary, or of the loaded head. */
  private final boolean vocabularyLogits;

  ForwardPass(
      Engine engine,
      AlbertConfig config,
      Weights weights,
      Encoder encoder,
      DataType type,
      Head head,
      PackedBatch batch,
      Request request) {
    this.engine = engine;
    this.config = config;
    this.weights = weights;
    this.encoder = encoder;
    this.type = type;
    this.head = head;
    this.batch = batch;
    this.request = request;
    this.hidden = config.hiddenSize();
    int tokens = batch.tokens();
    int blocks = config.numHiddenLayers() * config.innerGroupNum();
    boolean masked = head == Head.MASKED_LM || head == Head.PRETRAINING;
    vocabularyLogits =
        request.wants(Output.VOCABULARY_LOGITS) || request.wants(Output.LOGITS) && masked;
    lastHiddenState = request.wants(Output.LAST_HIDDEN_STATE) ? floats(tokens, hidden) : null;
    poolerOutput = request.wants(Output.POOLER_OUTPUT) ? floats(batch.rows(), hidden) : null;
    hiddenStates = request.wants(Output.HIDDEN_STATES) ? new float[blocks + 1][] : null;
    if (hiddenStates != null) {
      for (int i = 0; i <= blocks; i++) {
        hiddenStates[i] = floats(tokens, hidden);
      }
    }
    attentions = request.wants(Output.ATTENTIONS) ? new float[blocks][batch.rows()][] : null;
    logits = logitArray();
    sopLogits = request.wants(Output.SOP_LOGITS) ? floats(batch.rows(), 2) : null;
    answerBeams = request.wants(Output.ANSWER_BEAMS) ? new AnswerBeam[batch.rows()] : null;
  }

  private float @Nullable [] logitArray() {
    if (vocabularyLogits) {
      int positions = request.positions() == null ? batch.tokens() : request.positions().length;
      return floats(positions, config.vocabSize());
    }
    if (!request.wants(Output.LOGITS)) {
      return null;
    }
    return switch (head) {
      case TOKEN_CLASSIFICATION -> floats(batch.tokens(), weights.classifier().outputs());
      case QUESTION_ANSWERING -> floats(batch.tokens(), 2);
      default -> floats(batch.rows(), weights.classifier().outputs());
    };
  }

  private static float[] floats(int rows, int columns) {
    return new float[Math.multiplyExact(rows, columns)];
  }

  ModelOutput result() {
    return new ModelOutput(
        lastHiddenState, poolerOutput, hiddenStates, attentions, logits, sopLogits, answerBeams);
  }

  /** Computes rows {@code [from, to)} in a workspace. */
  void run(Workspace w, int from, int to) {
    int firstToken = batch.rowStarts()[from];
    int count = batch.rowStarts()[to] - firstToken;
    int tokens = Buckets.up(count);
    int[] rowStarts = new int[to - from + 1];
    int longest = 0;
    for (int row = from; row <= to; row++) {
      rowStarts[row - from] = batch.rowStarts()[row] - firstToken;
      longest = row < to ? Math.max(longest, batch.length(row)) : longest;
    }
    int[] read = read(firstToken, count, rowStarts);
    w.reserve(tokens, longest, vocabularyLogits ? LOGIT_ROWS : 0);
    encoder.run(
        w,
        batch,
        firstToken,
        rowStarts,
        tokens,
        read,
        new Encoder.Listener() {
          @Override
          public void hiddenState(int block, Tensor state) {
            if (hiddenStates != null) {
              copyTokens(state, hidden, firstToken, count, hiddenStates[block]);
            }
          }

          @Override
          public float @Nullable [][] attentions(int block) {
            return attentions == null ? null : rowsOf(attentions[block], from, to);
          }
        });
    if (lastHiddenState != null) {
      copyTokens(w.hidden, hidden, firstToken, count, lastHiddenState);
    }
    if (vocabularyLogits) {
      vocabularyLogits(w, firstToken, count, read);
    }
    pooledOutputs(w, rowStarts, from, read);
    tokenLogits(w, firstToken, count, tokens);
    answerBeams(w, rowStarts, from, tokens);
  }

  /**
   * The tokens of the slice whose last hidden states are read, ascending: masks, and {@code [CLS]}
   * where its row is answered; null where it is all of them, or nearly so.
   */
  private int @Nullable [] read(int firstToken, int count, int[] rowStarts) {
    boolean all = request.wants(Output.LAST_HIDDEN_STATE) || request.wants(Output.HIDDEN_STATES);
    if (all || perToken() || vocabularyLogits && request.positions() == null) {
      return null;
    }
    BitSet tokens = new BitSet(count);
    if (pools()) {
      Arrays.stream(rowStarts, 0, rowStarts.length - 1).forEach(tokens::set);
    }
    if (vocabularyLogits) {
      int[] positions = request.positions();
      int end = lowerBound(positions, firstToken + count);
      for (int i = lowerBound(positions, firstToken); i < end; i++) {
        tokens.set(positions[i] - firstToken);
      }
    }
    if (tokens.isEmpty()) {
      tokens.set(0); // a multiplication has one row at least
    }
    int[] read = tokens.stream().toArray();
    return Buckets.up(read.length) < Buckets.up(count) ? read : null;
  }

  /** Where a token's last hidden state is. */
  private static int rowOf(int token, int @Nullable [] read) {
    return read == null ? token : Arrays.binarySearch(read, token);
  }

  private boolean perToken() {
    return answerBeams != null || tokenLogitsAreWanted();
  }

  /** Whether the head has logits for each token. */
  private boolean tokenLogitsAreWanted() {
    return request.wants(Output.LOGITS)
        && (head == Head.TOKEN_CLASSIFICATION || head == Head.QUESTION_ANSWERING);
  }

  private boolean perRow() {
    return request.wants(Output.LOGITS)
        && (head == Head.SEQUENCE_CLASSIFICATION || head == Head.MULTIPLE_CHOICE);
  }

  private boolean pools() {
    return poolerOutput != null || sopLogits != null || perRow();
  }

  /** A view of some rows of a block's weights that writes through. */
  private float[][] rowsOf(float[][] block, int from, int to) {
    for (int row = from; row < to; row++) {
      block[row] = new float[config.numAttentionHeads() * batch.length(row) * batch.length(row)];
    }
    return Arrays.copyOfRange(block, from, to);
  }

  private static void copyTokens(Tensor from, int width, int firstToken, int count, float[] to) {
    from.read(0, to, firstToken * width, count * width);
  }

  /** The masked-LM head, at the positions asked for. */
  private void vocabularyLogits(Workspace w, int firstToken, int count, int @Nullable [] read) {
    int[] positions = request.positions();
    int first = positions == null ? firstToken : lowerBound(positions, firstToken);
    int end = positions == null ? firstToken + count : lowerBound(positions, firstToken + count);
    MaskedLmHead head = weights.maskedLm();
    int vocabulary = config.vocabSize();
    try (Arena arena = new Arena(engine)) {
      Tensor rows = arena.allocate(type, LOGIT_ROWS, hidden);
      Tensor transformed = arena.allocate(DataType.F32, LOGIT_ROWS, config.embeddingSize());
      Tensor normed = arena.allocate(type, LOGIT_ROWS, config.embeddingSize());
      for (int at = first; at < end; at += LOGIT_ROWS) {
        int n = Math.min(LOGIT_ROWS, end - at);
        int bucket = Math.min(LOGIT_ROWS, Buckets.up(n));
        int[] tokens = new int[n];
        for (int i = 0; i < n; i++) {
          int token = (positions == null ? at + i : positions[at + i]) - firstToken;
          tokens[i] = rowOf(token, read);
        }
        w.hidden.gatherRows(tokens, rows);
        Operations ops = w.operations;
        head.transform.apply(
            ops, rows.rows(bucket), encoder.activation(), transformed.rows(bucket));
        head.norm.apply(ops, transformed.rows(bucket), normed.rows(bucket));
        head.decoder().apply(ops, normed.rows(bucket), w.logits.rows(bucket));
        w.logits.read(0, logits, at * vocabulary, n * vocabulary);
      }
    }
  }

  private static int lowerBound(int[] sorted, int value) {
    int at = Arrays.binarySearch(sorted, value);
    return at >= 0 ? at : -at - 1;
  }

  /** What is computed from {@code [CLS]}: pooler, sentence order, classification of a row. */
  private void pooledOutputs(Workspace w, int[] rowStarts, int firstRow, int @Nullable [] read) {
    if (!pools()) {
      return;
    }
    int rows = rowStarts.length - 1;
    int bucket = Buckets.up(rows);
    Operations ops = w.operations;
    try (Arena arena = new Arena(engine)) {
      Tensor cls = arena.allocate(type, bucket, hidden);
      Tensor pooled = arena.allocate(type, bucket, hidden);
      int[] first = Arrays.stream(rowStarts, 0, rows).map(token -> rowOf(token, read)).toArray();
      w.hidden.gatherRows(first, cls);
      weights.pooler().apply(ops, cls, Epilogue.TANH, pooled);
      if (poolerOutput != null) {
        pooled.read(0, poolerOutput, firstRow * hidden, rows * hidden);
      }
      if (sopLogits != null) {
        linear(ops, arena, weights.sentenceOrder(), pooled, rows, sopLogits, firstRow);
      }
      if (perRow()) {
        linear(ops, arena, weights.classifier(), pooled, rows, logits, firstRow);
      }
    }
  }

  /** What is computed from every token: token classification, question answering. */
  private void tokenLogits(Workspace w, int firstToken, int count, int tokens) {
    if (!tokenLogitsAreWanted()) {
      return;
    }
    Linear linear =
        head == Head.QUESTION_ANSWERING ? weights.questionAnswering() : weights.classifier();
    try (Arena arena = new Arena(engine)) {
      linear(w.operations, arena, linear, w.hidden.rows(tokens), count, logits, firstToken);
    }
  }

  /** What Google's SQuAD 2.0 head makes of each row. */
  private void answerBeams(Workspace w, int[] rowStarts, int firstRow, int tokens) {
    if (answerBeams == null) {
      return;
    }
    BitSet[] candidates = new BitSet[rowStarts.length - 1];
    Arrays.setAll(candidates, row -> batch.answerCandidates(firstRow + row));
    Tensor hidden = w.hidden.rows(tokens);
    try (Arena arena = new Arena(engine)) {
      AnswerBeam[] beams =
          new BeamPass(weights.beam(), w.operations, arena, hidden, rowStarts, candidates).beams();
      System.arraycopy(beams, 0, answerBeams, firstRow, beams.length);
    }
  }

  /** Applies a small head and copies the rows that count to their place in the answer. */
  private static void linear(
      Operations ops, Arena arena, Linear linear, Tensor x, int count, float[] to, int firstRow) {
    int outputs = linear.outputs();
    Tensor y = arena.allocate(DataType.F32, x.size(0), outputs);
    linear.apply(ops, x, y);
    y.read(0, to, firstRow * outputs, count * outputs);
  }
}
