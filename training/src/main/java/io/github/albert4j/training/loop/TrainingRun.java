package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.Dropout;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.Weights;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Clipping;
import io.github.albert4j.training.optimizer.Optimizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all trainings share: weights, their updates, checkpoints and resuming. Which data a step
 * learns from, and what happens between steps, is the caller's. The weights are the same bits for
 * any number of threads, and for a run that was cut off and resumed.
 *
 * <p>For one thread, but for {@link #stop()}.
 */
public final class TrainingRun implements AutoCloseable {
  /**
   * What is trained, and where it goes.
   *
   * @param layout where each parameter lies, and which are trained
   * @param config the {@code config.json} of the folders that are written
   * @param vocabulary files that go into each folder, by name
   * @param output a folder for the model, its checkpoints and metrics
   * @param data the data's fingerprint
   * @param maxLength tokens in the longest row
   * @param maxTogether tokens of the longest rows that must be computed together
   * @param identity what the weights depend on beside the data: a resumed run must have the same
   * @param accuracies names of the shares of right predictions of the first and second kind
   * @param fromGuessing whether training begins with a loss that guessing has
   */
  public record Setup(
      TaskHead head,
      ParameterLayout layout,
      ObjectNode config,
      Map<String, byte[]> vocabulary,
      Path output,
      String data,
      int maxLength,
      int maxTogether,
      ObjectNode identity,
      List<String> accuracies,
      boolean fromGuessing) {}

  private final TrainingOptions options;
  private final Setup setup;
  private final Precision precision;
  private final Arena arena;
  private final Weights weights;
  private final Optimizer optimizer;
  private final CheckpointStore store;
  private final Crew crew;
  private final Divergence divergence;
  private TrainingState state;
  private @Nullable Path lastCheckpoint;
  private volatile boolean stopping;

  /**
   * Prepares a run.
   *
   * @param start the first weights of a run that is not resumed
   * @param resume go on from the newest checkpoint in the output folder
   * @throws InvalidInputException where options or data differ from those of the run to resume, or
   *     there is one and it shall not be resumed
   */
  public TrainingRun(TrainingOptions options, Setup setup, FirstWeights start, boolean resume) {
    this.options = options;
    this.setup = setup;
    this.divergence = new Divergence(setup.fromGuessing);
    this.store =
        new CheckpointStore(
            setup.output, setup.config, setup.layout, setup.vocabulary, options.keep());
    this.lastCheckpoint = store.newest();
    if (lastCheckpoint != null && !resume) {
      throw new InvalidInputException(
          lastCheckpoint + ": is of an earlier run; resume it, or begin in another folder");
    }
    @Nullable TrainingState earlier =
        lastCheckpoint == null ? null : checked(lastCheckpoint, TrainingState.read(lastCheckpoint));
    this.precision = earlier != null ? earlier.precision() : chosen(options.precision());
    Engine engine = Engine.cpu();
    this.arena = new Arena(engine);
    this.weights = new Weights(arena, setup.layout, type(precision));
    this.optimizer = new Optimizer(arena, setup.layout, options.rule(), weights.exact());
    try {
      this.state = earlier != null ? goOn(earlier) : begin(start);
    } catch (RuntimeException e) {
      optimizer.close();
      arena.close();
      throw e;
    }
    this.crew =
        new Crew(
            engine,
            options.config(),
            setup.layout,
            setup.head,
            weights,
            options.gradientCheckpointing(),
            options.threads());
    crew.publish();
  }

  private TrainingState goOn(TrainingState earlier) {
    store.load(lastCheckpoint, weights.exact(), optimizer);
    optimizer.resume(earlier.step());
    return earlier;
  }

  private TrainingState begin(FirstWeights start) {
    start.fill(setup.layout, options, weights.exact());
    return new TrainingState(
        0,
        Position.START,
        setup.data,
        precision,
        0,
        setup.identity,
        JsonNodeFactory.instance.objectNode());
  }

  private static DataType type(Precision precision) {
    return precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
  }

  private static Precision chosen(Precision asked) {
    Precision chosen = asked == Precision.AUTO ? AlbertModel.fastestPrecision() : asked;
    if (chosen == Precision.BF16 && !Engine.cpu().supports(DataType.BF16)) {
      throw new AlbertException(
          "this processor multiplies no bf16 matrices: train with --precision fp32 or auto");
    }
    return chosen;
  }

  private TrainingState checked(Path checkpoint, TrainingState earlier) {
    String difference = TrainingState.difference(earlier.identity(), setup.identity);
    if (difference != null) {
      throw new InvalidInputException(
          checkpoint
              + ": "
              + difference
              + "; resume with the same options, or begin in another folder");
    }
    if (!earlier.data().equals(setup.data)) {
      throw new InvalidInputException(
          checkpoint
              + ": was trained on other data, or with another vocabulary or other options of the"
              + " data; resume with the same, or begin in another folder");
    }
    boolean other =
        options.precision() != Precision.AUTO && options.precision() != earlier.precision();
    if (other) {
      throw new InvalidInputException(
          checkpoint
              + ": was trained in "
              + earlier.precision().name().toLowerCase(Locale.ROOT)
              + "; resume with that --precision, or auto");
    }
    return earlier;
  }

  /** How many numbers are trained. */
  public long parameters() {
    return setup.layout.trainedCount();
  }

  /** Bytes of native memory that the run will take, by its shapes. */
  public long estimatedBytes() {
    return MemoryEstimate.bytes(
        options, setup.layout, setup.head, type(precision), setup.maxLength, setup.maxTogether);
  }

  /** Bytes of native memory that it holds. */
  long heldBytes() {
    return arena.bytes() + crew.bytes();
  }

  /** What multiplications compute in. */
  public Precision precision() {
    return precision;
  }

  /** Updates done so far. */
  public long step() {
    return state.step();
  }

  /** Where the data goes on. */
  public Position position() {
    return state.position();
  }

  /** What the caller has noted; it may be changed, and the next checkpoint has it. */
  public ObjectNode notes() {
    return state.notes();
  }

  /** The checkpoint written or read last, or null. */
  public @Nullable Path lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Ends the run after the step that is being computed; from any thread. */
  public void stop() {
    stopping = true;
  }

  /** Whether there is a step to do, and nobody has said stop. */
  public boolean goesOn() {
    return !stopping && !done();
  }

  /** Whether all steps are done. */
  public boolean done() {
    return state.step() >= options.steps();
  }

  /** Computes the gradient of a step's loss, and updates the weights. */
  public StepMetrics step(StepSource.Step step) {
    long began = System.nanoTime();
    long number = state.step();
    Crew.Result result = crew.gradient(step.batches(), () -> new Dropout(options.seed(), number));
    Score score = result.score();
    Tensor gradient = result.gradient();
    double norm = result.scale() * optimizer.norm(gradient, crew);
    divergence.check(number + 1, score.loss(), norm, lastCheckpoint);
    double rate = options.schedule().rate(number);
    double clip = Clipping.GOOGLE.scale(norm, options.clip());
    optimizer.update(gradient, result.scale() * clip, rate, crew);
    crew.publish();
    long tokens = state.tokens() + step.tokens();
    state = state.after(step.after(), tokens);
    return new StepMetrics(
        number + 1,
        score.loss(),
        accuracies(score),
        rate,
        norm,
        step.tokens() * 1e9 / (System.nanoTime() - began),
        tokens);
  }

  private Map<String, Double> accuracies(Score score) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (String name : setup.accuracies) {
      accuracies.put(
          name,
          accuracies.isEmpty()
              ? share(score.firstRight(), score.first())
              : share(score.secondRight(), score.second()));
    }
    return accuracies;
  }

  private static double share(long right, long of) {
    return of == 0 ? Double.NaN : (double) right / of;
  }

  /**
   * What the task's head makes of rows: each micro-batch's logits, without dropout. They do not
   * depend on the number of threads.
   */
  public List<float[]> logits(List<MicroBatch> batches) {
    return crew.logits(batches);
  }

  /** Whether a checkpoint is due after the last step. */
  public boolean checkpointIsDue() {
    return state.step() % options.checkpointSteps() == 0 || done() || stopping;
  }

  /** Writes a checkpoint. */
  public Path save() {
    lastCheckpoint = store.save(state, weights.exact(), optimizer);
    return lastCheckpoint;
  }

  /** Writes the model, as it is now, into the output folder itself. */
  public void saveModel() {
    store.saveModel(weights.exact());
  }

  @Override
  public void close() {
    crew.close();
    optimizer.close();
    arena.close();
  }
}
