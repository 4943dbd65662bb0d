package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.pipeline.Answer;
import io.github.albert4j.pipeline.Question;
import io.github.albert4j.pipeline.QuestionAnswering;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link QuestionAnswering}. */
@Command(
    name = "question-answering",
    description = "Find the passage of a text, of any length, that answers a question.",
    footer = {
      "",
      "Examples, with the folder of a model that was fine-tuned for it:",
      "  albert4j question-answering --model DIR \"Where does John live?\" \"I am John, from Berlin.\"",
      "  echo '{\"question\": \"Who is John?\", \"context\": \"John is a cat.\"}' |",
      "    albert4j question-answering --model DIR --top-k 3 --input -"
    })
final class QuestionAnsweringCommand implements Runnable {
  private static final InputForm<Question> QUESTION =
      InputForm.jsonOnly(
          "question, context", json -> new Question(json.text("question"), json.text("context")));

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(
      arity = "0..2",
      paramLabel = "TEXT",
      description = "The question, and the text that its answer is sought in.")
  @Nullable List<String> texts;

  private int topK = 1;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "So many answers, best first. Default: 1.")
  void topK(int k) {
    topK = Usage.atLeastOne(command, "--top-k", k);
  }

  private int maxAnswerLength = QuestionAnswering.DEFAULT_MAX_ANSWER_LENGTH;

  @Option(
      names = "--max-answer-length",
      paramLabel = "N",
      description =
          "The longest answer, in pieces. Default: "
              + QuestionAnswering.DEFAULT_MAX_ANSWER_LENGTH
              + ".")
  void maxAnswerLength(int n) {
    maxAnswerLength = Usage.atLeastOne(command, "--max-answer-length", n);
  }

  private @Nullable Integer maxLength;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "The longest window, in pieces, the question counted. Default: "
              + QuestionAnswering.DEFAULT_MAX_LENGTH
              + ", or what the model takes where that is less.")
  void maxLength(int n) {
    maxLength = Usage.atLeastOne(command, "--max-length", n);
  }

  private @Nullable Integer docStride;

  @Option(
      names = "--doc-stride",
      paramLabel = "N",
      description =
          "Pieces that neighbouring windows share, at most half of a window. Default: "
              + QuestionAnswering.DEFAULT_DOC_STRIDE
              + ", or half a window where that is less.")
  void docStride(int n) {
    docStride = Usage.atLeast(command, "--doc-stride", n, 0);
  }

  @Option(
      names = "--no-align-to-words",
      description = "Leave answers as the pieces end; the default widens them to whole words.")
  boolean piecesAsTheyAre;

  @Option(
      names = "--allow-no-answer",
      description = "Let an empty answer compete, for questions that the text does not answer.")
  boolean allowNoAnswer;

  private @Nullable Double noAnswerThreshold;

  @Option(
      names = "--no-answer-threshold",
      paramLabel = "X",
      description =
          "With the head of SQuAD 2.0: no answer where its score for that is X or higher, such as"
              + " evaluate's best_f1_thresh; allows no answer. Default: 0.")
  void noAnswerThreshold(double score) {
    noAnswerThreshold = Usage.finite(command, "--no-answer-threshold", score);
  }

  @Override
  public void run() {
    List<Question> arguments =
        Arguments.two(command, texts, "a question and a text").stream()
            .map(pair -> new Question(pair.first(), pair.second()))
            .toList();
    Stdout out = new Stdout();
    try (Inputs<Question> inputs = input.open(arguments, QUESTION);
        AlbertModel albert = model.load(Head.QUESTION_ANSWERING)) {
      QuestionAnswering answering = answering(albert);
      inputs.answer(
          answering::stream,
          (question, best) -> {
            if (input.json()) {
              out.json(best.size() == 1 ? best.get(0) : best);
            } else {
              Table.of(
                      best,
                      Answer::score,
                      Answer::answer,
                      answer -> answer.start() + "-" + answer.end())
                  .write(out);
              Notes.write(out, albert.tokenizer(), question.question());
              Notes.write(out, albert.tokenizer(), question.context());
            }
          });
    }
  }

  private QuestionAnswering answering(AlbertModel albert) {
    QuestionAnswering answering =
        QuestionAnswering.of(albert)
            .withBatchTokens(batch.tokens())
            .withTopK(topK)
            .withMaxAnswerLength(maxAnswerLength)
            .withAlignToWords(!piecesAsTheyAre)
            .withNoAnswer(allowNoAnswer);
    if (maxLength != null) {
      answering = answering.withMaxLength(maxLength);
    }
    if (noAnswerThreshold != null) {
      answering = answering.withNoAnswerThreshold(noAnswerThreshold);
    }
    return docStride == null ? answering : answering.withDocStride(docStride);
  }
}
