package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Questions to answers, in batches of windows.
 *
 * @param beams whether the model has the head of SQuAD 2.0
 */
record AnsweringTask(
    HeadReader reader, TextEncoder encoder, AnsweringOptions options, boolean beams)
    implements BatchTask<Question, AnsweringTask.Windows, List<Answer>> {

  /** A question as rows. */
  record Windows(String context, List<Encoding> rows) {}

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
        context, encoder.windows(input.question(), context, options.maxLength, options.docStride));
  }

  @Override
  public long cost(Windows windows) {
    return windows.rows.stream().mapToLong(Encoding::length).sum();
  }

  @Override
  public Supplier<List<List<Answer>>> begin(List<Windows> batch) {
    List<Encoding> rows = batch.stream().flatMap(windows -> windows.rows.stream()).toList();
    return beams ? byBeams(batch, rows) : bySpans(batch, rows);
  }

  private Supplier<List<List<Answer>>> bySpans(List<Windows> batch, List<Encoding> rows) {
    List<AnswerSpans> spansOfRow = new ArrayList<>();
    List<AnswerSpans> spans = new ArrayList<>();
    for (Windows windows : batch) {
      spans.add(new AnswerSpans(options.topK, options.maxAnswerLength));
      spansOfRow.addAll(Collections.nCopies(windows.rows.size(), spans.get(spans.size() - 1)));
    }
    return reader
        .begin(
            rows, (row, logits, from, to) -> spansOfRow.get(row).add(rows.get(row), logits, from))
        .then(
            () ->
                IntStream.range(0, batch.size())
                    .mapToObj(i -> answers(spans.get(i), text(batch.get(i))))
                    .toList());
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

  private Supplier<List<List<Answer>>> byBeams(List<Windows> batch, List<Encoding> rows) {
    Supplier<List<AnswerBeam>> beams = reader.beginBeams(rows);
    return () -> answers(batch, beams.get());
  }

  private List<List<Answer>> answers(List<Windows> batch, List<AnswerBeam> all) {
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
    List<Answer> answers = new ArrayList<>(beams.best(text, options.topK, options.maxAnswerLength));
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
