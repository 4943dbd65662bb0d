package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Head;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
 * different text, and their scores a softmax over the best of them.
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
  private final Options options;
  private final int batchTokens;
  private final Task task;

  /** Changed only before anyone else sees it. */
  private static final class Options {
    int topK = 1;
    int maxAnswerLength = DEFAULT_MAX_ANSWER_LENGTH;
    int maxLength = DEFAULT_MAX_LENGTH;
    int docStride = DEFAULT_DOC_STRIDE;
    boolean alignToWords = true;
    boolean allowNoAnswer;
    double noAnswerThreshold = DEFAULT_NO_ANSWER_THRESHOLD;

    Options copy() {
      Options copy = new Options();
      copy.topK = topK;
      copy.maxAnswerLength = maxAnswerLength;
      copy.maxLength = maxLength;
      copy.docStride = docStride;
      copy.alignToWords = alignToWords;
      copy.allowNoAnswer = allowNoAnswer;
      copy.noAnswerThreshold = noAnswerThreshold;
      return copy;
    }

    /** A stride is at most half of a window. */
    void shorten(int length) {
      maxLength = length;
      docStride = Math.min(docStride, length / 2);
    }
  }

  private QuestionAnswering(AlbertModel model, Options options, int batchTokens) {
    this.model = model;
    this.options = options;
    this.batchTokens = batchTokens;
    boolean beams = model.head() == Head.QUESTION_ANSWERING_BEAM;
    this.task = new Task(HeadReader.of(model, batchTokens), TextEncoder.of(model), options, beams);
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
    Options options = new Options();
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
    if (!task.beams) {
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

  private QuestionAnswering with(Consumer<Options> change) {
    Options changed = options.copy();
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
   * {@link #predict(Question)} for each, lazily, in order, a batch in memory at a time. A question
   * that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<List<Answer>> stream(Iterator<Question> questions) {
    return TokenBatches.stream(questions, batchTokens, task);
  }

  /** A question as rows. */
  private record Windows(String context, List<Encoding> rows) {}

  /**
   * @param beams whether the model has the head of SQuAD 2.0
   */
  private record Task(HeadReader reader, TextEncoder encoder, Options options, boolean beams)
      implements BatchTask<Question, Windows, List<Answer>> {

    @Override
    public Windows encode(Question input) {
      Inputs.require(input, "question");
      String context = Inputs.require(input.context(), "context");
      Encoding whole = encoder.whole(input.question(), "question", context, "context");
      if (whole.length() <= options.maxLength) {
        return new Windows(context, List.of(whole));
      }
      int question = 0;
      while (whole.tokenTypeIds()[question] == 0) {
        question++;
      }
      int room = options.maxLength - question - 1;
      if (room <= options.docStride) {
        throw new InvalidInputException(
            String.format(
                "the question has %d pieces, which leaves %d of %d in a window for the context, and"
                    + " neighbours share %d: shorten the question, or take longer windows or a"
                    + " smaller stride",
                question - 2, Math.max(0, room), options.maxLength, options.docStride));
      }
      return new Windows(
          context,
          encoder.windows(input.question(), context, options.maxLength, options.docStride));
    }

    @Override
    public long cost(Windows windows) {
      return windows.rows.stream().mapToLong(Encoding::length).sum();
    }

    @Override
    public List<List<Answer>> answer(List<Windows> batch) {
      List<Encoding> rows = batch.stream().flatMap(windows -> windows.rows.stream()).toList();
      return beams ? byBeams(batch, rows) : bySpans(batch, rows);
    }

    private List<List<Answer>> bySpans(List<Windows> batch, List<Encoding> rows) {
      List<AnswerSpans> spansOfRow = new ArrayList<>();
      List<AnswerSpans> spans = new ArrayList<>();
      for (Windows windows : batch) {
        spans.add(new AnswerSpans(options.topK, options.maxAnswerLength));
        spansOfRow.addAll(Collections.nCopies(windows.rows.size(), spans.get(spans.size() - 1)));
      }
      reader.read(
          rows, (row, logits, from, to) -> spansOfRow.get(row).add(rows.get(row), logits, from));
      List<List<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        answers.add(answers(spans.get(i), text(batch.get(i))));
      }
      return answers;
    }

    private AnswerText text(Windows windows) {
      return new AnswerText(windows.context, options.alignToWords);
    }

    private List<Answer> answers(AnswerSpans spans, AnswerText text) {
      List<Answer> answers = new ArrayList<>();
      for (AnswerSpans.Span span : spans.best()) {
        answers.add(text.answer(span.score(), span.start(), span.end()));
      }
      if (options.allowNoAnswer) {
        answers.add(AnswerText.none(spans.noAnswer()));
        answers.sort(Comparator.comparingDouble(Answer::score).reversed());
      }
      return best(answers);
    }

    private List<List<Answer>> byBeams(List<Windows> batch, List<Encoding> rows) {
      List<AnswerBeam> all = reader.beams(rows);
      List<List<Answer>> answers = new ArrayList<>();
      int from = 0;
      for (Windows windows : batch) {
        int to = from + windows.rows.size();
        BeamAnswers own = new BeamAnswers(windows.rows, all.subList(from, to), options.docStride);
        answers.add(answers(own, text(windows)));
        from = to;
      }
      return answers;
    }

    /** The empty answer is the first or the last: its score is of another kind than theirs. */
    private List<Answer> answers(BeamAnswers beams, AnswerText text) {
      List<Answer> answers =
          new ArrayList<>(beams.best(text, options.topK, options.maxAnswerLength));
      if (options.allowNoAnswer || answers.isEmpty()) {
        double logit = beams.noAnswer();
        boolean first = options.allowNoAnswer && logit >= options.noAnswerThreshold;
        answers.add(first ? 0 : answers.size(), AnswerText.none(1 / (1 + Math.exp(-logit))));
      }
      return best(answers);
    }

    private List<Answer> best(List<Answer> answers) {
      return List.copyOf(answers.subList(0, Math.min(options.topK, answers.size())));
    }
  }
}
