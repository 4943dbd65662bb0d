package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The passage of a text that answers a question, as SQuAD asks.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load(Path.of("my-squad-model"))) {
 *   QuestionAnswering answering = QuestionAnswering.of(model);
 *   Answer best = answering.predict("Where does John live?", "I am John and live in Berlin.");
 * }
 * }</pre>
 *
 * <p>The context may be of any length: it is read in windows {@code [CLS] question [SEP] part
 * [SEP]}, whose best spans compete by score. A span is widened to whole runs of what is not white
 * space, so that two spans may widen to one answer; both are then listed. It always holds that
 * {@code context.substring(start, end).equals(answer)}.
 *
 * <p>The model's head is a linear one, whose scores are p(start) p(end), or Google's of SQuAD 2.0
 * ({@link Head#QUESTION_ANSWERING_BEAM}). That one looks at few starts and ends; its answers are of
 * different text, their scores a softmax over the best of them, and where it finds no end behind a
 * start the answer is empty.
 *
 * <p>Everything throws {@link InvalidInputException} where the question or the context is null or
 * empty, and where the question leaves no room in a window. Immutable and thread-safe; the model
 * stays the caller's.
 *
 * @since 0.1.0
 */
public final class QuestionAnswering {
  /** The longest answer, in pieces, where nothing else is said. */
  public static final int DEFAULT_MAX_ANSWER_LENGTH = 30;

  /** The pieces of a window, question included, where nothing else is said. */
  public static final int DEFAULT_MAX_LENGTH = 384;

  /** The pieces that neighbouring windows share where nothing else is said. */
  public static final int DEFAULT_DOC_STRIDE = 128;

  /**
   * The logit from which on there is no answer, where nothing else is said: a probability of one
   * half.
   */
  public static final double DEFAULT_NO_ANSWER_THRESHOLD = 0;

  private final AlbertModel model;
  private final AnsweringOptions options;
  private final int batchTokens;
  private final AnsweringTask task;

  private QuestionAnswering(AlbertModel model, AnsweringOptions options, int batchTokens) {
    this.model = model;
    this.options = options;
    this.batchTokens = batchTokens;
    boolean beams = model.head() == Head.QUESTION_ANSWERING_BEAM;
    this.task =
        new AnsweringTask(HeadReader.of(model, batchTokens), TextEncoder.of(model), options, beams);
  }

  /**
   * Answers with a model: the best answer, in windows of {@value #DEFAULT_MAX_LENGTH} pieces that
   * share {@value #DEFAULT_DOC_STRIDE}, or in what the model takes where that is less.
   *
   * @throws AlbertException where the model is not one of question answering, or lacks its tensors
   */
  public static QuestionAnswering of(AlbertModel model) {
    boolean beams = Inputs.require(model, "model").head() == Head.QUESTION_ANSWERING_BEAM;
    HeadReader.require(model, beams ? Head.QUESTION_ANSWERING_BEAM : Head.QUESTION_ANSWERING);
    AnsweringOptions options = new AnsweringOptions();
    options.shorten(Math.min(DEFAULT_MAX_LENGTH, model.config().maxPositionEmbeddings()));
    return new QuestionAnswering(model, options, BatchTokens.DEFAULT);
  }

  /** The same with so many answers, best first, where there are so many. */
  public QuestionAnswering withTopK(int topK) {
    Inputs.requireTopK(topK);
    return with(changed -> changed.topK = topK);
  }

  /** The same with answers of at most so many pieces. */
  public QuestionAnswering withMaxAnswerLength(int pieces) {
    if (pieces < 1) {
      throw new InvalidInputException("max answer length: expected 1 or more, found " + pieces);
    }
    return with(changed -> changed.maxAnswerLength = pieces);
  }

  /**
   * The same with windows of at most so many pieces, the question and the special ones counted. A
   * stride of more than half of it becomes half.
   *
   * @throws InvalidInputException where the model takes no row of that length
   */
  public QuestionAnswering withMaxLength(int pieces) {
    int most = model.config().maxPositionEmbeddings();
    if (pieces < 5 || pieces > most) {
      throw new InvalidInputException(
          "max length: expected 5 to " + most + ", which the model takes, found " + pieces);
    }
    return with(changed -> changed.shorten(pieces));
  }

  /**
   * The same with so many pieces shared by neighbouring windows: Hugging Face's stride, the
   * overlap, where Google's is the step.
   *
   * @throws InvalidInputException for more than half of a window
   */
  public QuestionAnswering withDocStride(int pieces) {
    int most = options.maxLength / 2;
    if (pieces < 0 || pieces > most) {
      throw new InvalidInputException(
          "doc stride: expected 0 to " + most + ", half of a window, found " + pieces);
    }
    return with(changed -> changed.docStride = pieces);
  }

  /** The same, widening answers to whole words or not. */
  public QuestionAnswering withAlignToWords(boolean alignToWords) {
    return with(changed -> changed.alignToWords = alignToWords);
  }

  /**
   * The same, with the empty answer among the others or not. Its score is the least that a window
   * gives to {@code [CLS]}; with the head of SQuAD 2.0, see {@link #withNoAnswerThreshold}.
   */
  public QuestionAnswering withNoAnswer(boolean allowed) {
    return with(changed -> changed.allowNoAnswer = allowed);
  }

  /**
   * The same, with the empty answer first where the model's logit of there being no answer is so
   * high or higher, and after the others where it is not. What suits a model is found on examples
   * of which some have no answer: {@code evaluate} prints the best as {@code best_f1_thresh}.
   *
   * @throws InvalidInputException where the model has no such logit: its head is a linear one
   */
  public QuestionAnswering withNoAnswerThreshold(double threshold) {
    if (!task.beams()) {
      throw new InvalidInputException(
          "no-answer threshold: the head of "
              + model.folder().path()
              + " has no score of its own for there being no answer: allow the empty answer instead,"
              + " whose probability then competes");
    }
    if (Double.isNaN(threshold)) {
      throw new InvalidInputException("no-answer threshold: expected a number, found NaN");
    }
    return with(
        changed -> {
          changed.allowNoAnswer = true;
          changed.noAnswerThreshold = threshold;
        });
  }

  /** The same, with at most so many tokens in a batch. */
  public QuestionAnswering withBatchTokens(int batchTokens) {
    return new QuestionAnswering(model, options, batchTokens);
  }

  private QuestionAnswering with(Consumer<AnsweringOptions> change) {
    AnsweringOptions changed = options.copy();
    change.accept(changed);
    return new QuestionAnswering(model, changed, batchTokens);
  }

  /** The best answer to a question. */
  public Answer predict(String question, String context) {
    return predict(new Question(question, context)).get(0);
  }

  /** The best answers to a question, best first; one at least. */
  public List<Answer> predict(Question question) {
    return TokenBatches.one(question, task);
  }

  /** {@link #predict(Question)} for each, in batches. */
  public List<List<Answer>> predict(List<Question> questions) {
    return TokenBatches.list(questions, batchTokens, task);
  }

  /**
   * {@link #predict(Question)} for each, lazily, in order, two batches in memory at most. A
   * question that cannot be answered ends the stream with its exception, after the answers before
   * it.
   */
  public Stream<List<Answer>> stream(Iterator<Question> questions) {
    return TokenBatches.stream(questions, batchTokens, task);
  }
}
