package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs rows through a model and its head, some at a time, and shows each row's logits. */
final class HeadReader {
  private static final Request LOGITS = Request.of(Output.LOGITS);

  private final AlbertModel model;
  private final int batchTokens;

  private HeadReader(AlbertModel model, int batchTokens) {
    this.model = model;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
  }

  static HeadReader of(AlbertModel model, int batchTokens) {
    return new HeadReader(model, batchTokens);
  }

  /**
   * Checks that a model was loaded with a head, and that its folder does not say that the same
   * tensors are another head's.
   *
   * @throws AlbertException naming the tensors that the folder lacks, or the other head
   */
  static void require(AlbertModel model, Head head) {
    Head found = Inputs.require(model, "model").head();
    if (found == head) {
      model.require(head.output());
      Head named = Head.named(model.config());
      found = named == null ? found : named;
    }
    if (found != head) {
      throw new AlbertException(
          model.folder().path()
              + ": expected the head "
              + head.commandName()
              + ", found "
              + found.commandName()
              + (found == model.head()
                  ? ": name another folder, or load this one with that head (LoadOptions)"
                  : " in config.json's architectures: name a folder that was fine-tuned for it"));
    }
  }

  /** Sees one row. */
  interface Visitor {
    /**
     * @param row which of the rows
     * @param logits the row's are those from {@code from}, to {@code to} without it: {@code
     *     [labels]}, or {@code [pieces, labels]} where the head answers for each piece; valid
     *     during the call
     */
    void visit(int row, float[] logits, int from, int to);
  }

  /**
   * Begins to compute them.
   *
   * @return waits, and visits all rows, in order
   */
  Running begin(List<Encoding> rows, Visitor visitor) {
    List<Begun> begun = begin(rows, LOGITS);
    return () -> {
      await(begun);
      begun.forEach(b -> visit(b.batch, b.from, b.call.join(), visitor));
    };
  }

  /** The same for the head of SQuAD 2.0: waits for each row's beam, in order. */
  Supplier<List<AnswerBeam>> beginBeams(List<Encoding> rows) {
    List<Begun> begun = begin(rows, Request.of(Output.ANSWER_BEAMS));
    return () -> {
      await(begun);
      List<AnswerBeam> beams =
          begun.stream().flatMap(b -> Stream.of(b.call.join().answerBeams())).toList();
      beams.forEach(beam -> Distribution.requireFinite(beam.noAnswer()));
      return beams;
    };
  }

  private List<Begun> begin(List<Encoding> rows, Request request) {
    List<Begun> begun = new ArrayList<>();
    TokenBatches.cut(
        rows,
        batchTokens,
        Encoding::length,
        (from, to) -> {
          PackedBatch batch = PackedBatch.of(rows.subList(from, to));
          begun.add(new Begun(from, batch, model.forwardAsync(batch, request)));
        });
    return begun;
  }

  private static void await(List<Begun> begun) {
    Calls.await(begun.stream().map(Begun::call).toList());
  }

  private record Begun(int from, PackedBatch batch, CompletableFuture<ModelOutput> call) {}

  private void visit(PackedBatch batch, int from, ModelOutput output, Visitor visitor) {
    float[] logits = output.logits();
    for (float logit : logits) {
      Distribution.requireFinite(logit);
    }
    boolean eachPiece =
        model.head() == Head.TOKEN_CLASSIFICATION || model.head() == Head.QUESTION_ANSWERING;
    int width = logits.length / (eachPiece ? batch.tokens() : batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      int begin = (eachPiece ? batch.rowStarts()[row] : row) * width;
      int end = (eachPiece ? batch.rowStarts()[row + 1] : row + 1) * width;
      visitor.visit(from + row, logits, begin, end);
    }
  }
}
