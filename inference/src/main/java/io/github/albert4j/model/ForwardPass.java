package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link AlbertModel#forward}: what it asks, and the arrays of its answer. Its rows are
 * computed in {@link Part}s that touch different places of the arrays, so workers fill them side by
 * side.
 */
final class ForwardPass {
  private final PackedBatch batch;
  private final Request request;
  private final Head head;

  final float @Nullable [] lastHiddenState;
  final float @Nullable [] poolerOutput;
  final float @Nullable [][] hiddenStates;
  final float @Nullable [][][] attentions;
  final float @Nullable [] logits;
  final float @Nullable [] sopLogits;
  final AnswerBeam @Nullable [] answerBeams;

  /** Sees what the blocks multiply; null but in a calibration. */
  final @Nullable SourceObserver observer;

  /** Whether the request means the vocabulary's logits; else those of the loaded head, if any. */
  final boolean vocabularyLogits;

  ForwardPass(
      AlbertConfig config,
      Weights weights,
      Head head,
      PackedBatch batch,
      Request request,
      @Nullable SourceObserver observer) {
    this.observer = observer;
    this.batch = batch;
    this.request = request;
    this.head = head;
    int tokens = batch.tokens();
    int hidden = config.hiddenSize();
    int blocks = config.numHiddenLayers() * config.innerGroupNum();
    boolean masked = head == Head.MASKED_LM || head == Head.PRETRAINING;
    vocabularyLogits =
        request.wants(Output.VOCABULARY_LOGITS) || request.wants(Output.LOGITS) && masked;
    lastHiddenState = request.wants(Output.LAST_HIDDEN_STATE) ? floats(tokens, hidden) : null;
    poolerOutput = request.wants(Output.POOLER_OUTPUT) ? floats(batch.rows(), hidden) : null;
    hiddenStates = request.wants(Output.HIDDEN_STATES) ? new float[blocks + 1][] : null;
    if (hiddenStates != null) {
      Arrays.setAll(hiddenStates, i -> floats(tokens, hidden));
    }
    attentions = request.wants(Output.ATTENTIONS) ? new float[blocks][batch.rows()][] : null;
    logits = logitArray(config, weights);
    sopLogits = request.wants(Output.SOP_LOGITS) ? floats(batch.rows(), 2) : null;
    answerBeams = request.wants(Output.ANSWER_BEAMS) ? new AnswerBeam[batch.rows()] : null;
  }

  private float @Nullable [] logitArray(AlbertConfig config, Weights weights) {
    if (vocabularyLogits) {
      if (request.reader() != null) {
        return null;
      }
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

  PackedBatch batch() {
    return batch;
  }

  /**
   * Hands on the vocabulary's logits at one of the positions asked for.
   *
   * @param from {@code [rows, vocab]}
   * @param row of from
   * @param index which position
   */
  void takeVocabularyLogits(Tensor from, long row, int index) {
    int vocabulary = (int) from.size(1);
    LogitsReader reader = request.reader();
    if (reader == null) {
      from.read(row * vocabulary, logits, index * vocabulary, vocabulary);
    } else {
      float[] own = new float[vocabulary];
      from.read(row * vocabulary, own, 0, vocabulary);
      reader.read(index, own);
    }
  }

  /** The tokens whose vocabulary logits are asked for, ascending; null for all. */
  int @Nullable [] positions() {
    return request.positions();
  }

  /** Whether anything on the way through the blocks is asked for. */
  boolean listens() {
    return hiddenStates != null || attentions != null || observer != null;
  }

  /** Whether every token's last hidden state is read. */
  boolean readsAll() {
    return lastHiddenState != null
        || hiddenStates != null
        || answerBeams != null
        || perToken()
        || vocabularyLogits && request.positions() == null;
  }

  /** Whether each row's {@code [CLS]} is read. */
  boolean pools() {
    return poolerOutput != null || sopLogits != null || perRow();
  }

  /** Whether the head's logits are those of tokens. */
  boolean perToken() {
    return !vocabularyLogits
        && request.wants(Output.LOGITS)
        && (head == Head.TOKEN_CLASSIFICATION || head == Head.QUESTION_ANSWERING);
  }

  /** Whether the head's logits are those of rows. */
  boolean perRow() {
    return !vocabularyLogits && request.wants(Output.LOGITS) && head.perRow();
  }

  ModelOutput result() {
    return new ModelOutput(
        lastHiddenState, poolerOutput, hiddenStates, attentions, logits, sopLogits, answerBeams);
  }
}
