package io.github.albert4j.training.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.task.Logits;
import io.github.albert4j.evaluation.task.Row;
import io.github.albert4j.evaluation.task.TaskReport;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.loop.DevMetrics;
import io.github.albert4j.training.loop.Epochs;
import io.github.albert4j.training.loop.LearningCurves;
import io.github.albert4j.training.loop.RunLog;
import io.github.albert4j.training.loop.StepSource;
import io.github.albert4j.training.loop.TrainingListener;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.loop.TrainingRun;
import io.github.albert4j.training.loop.TrainingSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tunes a model for a task (paper, appendix A.2): a head on the encoder, and all weights
 * trained on the task's examples. After each epoch the model is measured on the dev data; the best
 * one is what the output folder has in the end, without dev data the last. For what holds of the
 * weights see {@link TrainingRun}.
 *
 * @since 0.1.0
 */
public final class FineTuning implements AutoCloseable {
  /**
   * What is learnt from what.
   *
   * @param start the folder of the model to begin with
   * @param model what it shall become
   * @param train rows whose examples all have their answers
   * @param dev rows to measure it on, or null
   * @param freeze what stays as it is
   * @param patience looks at the dev data without a better one after which training ends; 0 for any
   * @param classWeights see {@link ClassWeights}, or null
   */
  public record Plan(
      ModelFolder start,
      TaskModel model,
      TaskRows train,
      @Nullable TaskRows dev,
      Freeze freeze,
      int patience,
      @Nullable List<Double> classWeights) {}

  private final Plan plan;
  private final TrainingOptions options;
  private final Path output;
  private final Units units;
  private final TrainingRun run;
  private final List<String> newParameters;
  private final Selection selection;

  /**
   * Prepares a run.
   *
   * @param options whose config is {@link TaskModel#config}
   * @param vocabulary files that go into each folder, by name
   * @param output a folder for the model, its checkpoints and metrics
   * @param resume go on from the newest checkpoint in the output folder
   * @throws InvalidInputException where options or data differ from those of the run to resume, or
   *     there is one and it shall not be resumed
   */
  public FineTuning(
      Plan plan,
      TrainingOptions options,
      Map<String, byte[]> vocabulary,
      Path output,
      boolean resume) {
    this.plan = plan;
    this.options = options;
    this.output = output;
    this.units = Units.of(plan.train);
    TaskHead head = plan.model.taskHead();
    if (plan.classWeights != null) {
      head = head.withClassWeights(plan.classWeights);
    }
    AlbertConfig before = AlbertConfig.read(plan.start.path());
    HeadStart start = new HeadStart(plan.start.path(), plan.model.hasHead(before));
    TrainingSetup setup =
        new TrainingSetup(
            head,
            ParameterLayout.of(options.config(), head, plan.freeze::holds),
            options.config().toJson(),
            vocabulary,
            output,
            Fingerprint.of(units),
            longest(plan.train, plan.dev),
            IntStream.range(0, units.size()).map(units::length).max().orElse(1),
            plan.dev == null ? 0 : plan.dev.rows().stream().mapToLong(Row::length).sum(),
            identity(),
            List.of("accuracy"),
            false);
    this.run = new TrainingRun(options, setup, start, resume);
    this.newParameters = run.lastCheckpoint() == null ? start.missing(setup.layout()) : List.of();
    this.selection = new Selection(run.notes(), plan.patience);
  }

  private static int longest(TaskRows train, @Nullable TaskRows dev) {
    return Stream.concat(train.rows().stream(), dev == null ? Stream.empty() : dev.rows().stream())
        .mapToInt(Row::length)
        .max()
        .orElse(1);
  }

  private ObjectNode identity() {
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    identity.put("task", plan.model.task().name());
    identity.put("head", plan.model.head().commandName());
    identity.setAll(options.identity()); // behind what tells more of a difference
    identity.put("freeze", plan.freeze.name().toLowerCase(Locale.ROOT));
    identity.put("patience", plan.patience);
    identity.put("class_weights", String.valueOf(plan.classWeights));
    identity.put("dev", plan.dev == null ? "none" : Fingerprint.of(Units.of(plan.dev)));
    return identity;
  }

  /** How many rows, or questions with their choices, training data are: what a batch counts. */
  public static int units(TaskRows rows) {
    return Units.of(rows).size();
  }

  /** The parameters of the head that are new, because the folder has none for this task. */
  public List<String> newParameters() {
    return newParameters;
  }

  /** How many numbers are trained. */
  public long parameters() {
    return run.parameters();
  }

  /** Bytes of native memory that the run will take, by its shapes. */
  public long estimatedBytes() {
    return run.estimatedBytes();
  }

  /** What multiplications compute in. */
  public Precision precision() {
    return run.precision();
  }

  /** Updates done so far. */
  public long step() {
    return run.step();
  }

  /** The checkpoint written or read last, or null. */
  public @Nullable Path lastCheckpoint() {
    return run.lastCheckpoint();
  }

  /**
   * The best look at the dev data, which is the one that the output folder's model gave; or null.
   */
  public @Nullable DevMetrics best() {
    return selection.best();
  }

  /** Ends the run after the step that is being computed, with a checkpoint; from any thread. */
  public void stop() {
    run.stop();
  }

  /**
   * Runs the steps that are left, and writes the model.
   *
   * @return whether it came to its end; else it was stopped
   * @throws AlbertException where the loss is no number any more
   */
  public boolean run(TrainingListener listener) {
    boolean ended = run.run(this::steps, new Looks(listener), listener);
    DevMetrics best = selection.best();
    LearningCurves.drawFineTuning(
        output, best == null ? "none" : best.metrics().keySet().iterator().next());
    return ended;
  }

  private StepSource steps(Position from) {
    return new FineTuningSteps(
        units, options.seed(), from, options.batchSize(), run.microBatches());
  }

  /** Looks at the dev data after each epoch, and keeps the best model. */
  private final class Looks implements Epochs {
    private final TrainingListener listener;

    Looks(TrainingListener listener) {
      this.listener = listener;
    }

    @Override
    public void ended(long number, RunLog log) {
      if (plan.dev == null) {
        return;
      }
      DevMetrics look = new DevMetrics(run.step(), number, look().metrics());
      log.write(look);
      listener.evaluated(look);
      if (selection.add(look)) {
        run.saveModel();
      }
    }

    @Override
    public boolean enough() {
      return selection.ended();
    }

    @Override
    public boolean choose() {
      return plan.dev != null;
    }
  }

  /** How the model does on the dev data now. */
  private TaskReport look() {
    List<Row> rows = plan.dev.rows();
    int[] lengths = rows.stream().mapToInt(Row::length).toArray();
    boolean everyToken = plan.model.taskHead().perToken();
    List<List<Integer>> batches = run.microBatches().cut(lengths);
    List<MicroBatch> packed =
        batches.stream()
            .map(b -> Units.unanswered(b.stream().map(rows::get).toList(), everyToken))
            .toList();
    List<float[]> together = run.logits(packed);
    float[][] logits = new float[rows.size()][];
    for (int i = 0; i < batches.size(); i++) {
      List<Row> some = batches.get(i).stream().map(rows::get).toList();
      List<float[]> each = Logits.split(together.get(i), some, plan.dev.perToken());
      for (int j = 0; j < some.size(); j++) {
        logits[batches.get(i).get(j)] = each.get(j);
      }
    }
    return plan.dev.report(List.of(logits));
  }

  @Override
  public void close() {
    run.close();
  }
}
