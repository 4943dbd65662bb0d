package io.github.albert4j.training.loop;

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
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.Weights;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Clipping;
import io.github.albert4j.training.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pretrains a model: masked LM and sentence order (paper, section 3.1), from random weights, a
 * folder's, or where an earlier run was cut off. The weights are the same bits for any number of
 * threads, and for a run that was cut off and resumed.
 *
 * @since 0.1.0
 */
public final class Pretraining implements AutoCloseable {
  /** What the caller sees of a run. */
  public interface Listener {
    /** After each step. */
    void step(StepMetrics metrics);

    /** After a checkpoint was written. */
    void checkpoint(Path folder);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);

  private final PretrainingOptions options;
  private final InstanceSource source;
  private final Path output;
  private final Precision precision;
  private final ParameterLayout layout;
  private final Arena arena;
  private final Weights weights;
  private final Optimizer optimizer;
  private final CheckpointStore store;
  private final Crew crew;
  private final Divergence divergence = new Divergence();
  private TrainingState state;
  private @Nullable Path lastCheckpoint;
  private volatile boolean stopping;

  /**
   * Prepares a run.
   *
   * @param vocabulary files that go into each folder, by name
   * @param output a folder for the model, its checkpoints and metrics
   * @param start the first weights of a run that is not resumed
   * @param resume go on from the newest checkpoint in the output folder
   * @throws InvalidInputException where options or data differ from those of the run to resume, or
   *     there is one and it shall not be resumed
   */
  public Pretraining(
      PretrainingOptions options,
      InstanceSource source,
      Map<String, byte[]> vocabulary,
      Path output,
      FirstWeights start,
      boolean resume) {
    this.options = options;
    this.source = source;
    this.output = output;
    this.layout = ParameterLayout.of(options.config(), TaskHead.PRETRAINING);
    ObjectNode config = options.config().toJson();
    config.putArray("architectures").add("AlbertForPreTraining");
    this.store = new CheckpointStore(output, config, layout, vocabulary, options.keep());
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
    this.weights = new Weights(arena, layout, type(precision));
    this.optimizer = new Optimizer(arena, layout, options.rule(), weights.exact());
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
            layout,
            TaskHead.PRETRAINING,
            weights,
            options.gradientCheckpointing(),
            options.threads());
  }

  private TrainingState goOn(TrainingState earlier) {
    store.load(lastCheckpoint, weights.exact(), optimizer);
    optimizer.resume(earlier.step());
    return earlier;
  }

  private TrainingState begin(FirstWeights start) {
    start.fill(layout, options, weights.exact());
    return new TrainingState(
        0, Position.START, source.fingerprint(), precision, 0, options.identity());
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
    String difference = TrainingState.difference(earlier.identity(), options.identity());
    if (difference != null) {
      throw new InvalidInputException(
          checkpoint
              + ": "
              + difference
              + "; resume with the same options, or begin in another folder");
    }
    if (!earlier.data().equals(source.fingerprint())) {
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
              + earlier.precision().name().toLowerCase(java.util.Locale.ROOT)
              + "; resume with that --precision, or auto");
    }
    return earlier;
  }

  /** How many numbers are trained. */
  public long parameters() {
    return layout.count();
  }

  /** Bytes of native memory that the run will take, by its shapes. */
  public long estimatedBytes() {
    return MemoryEstimate.bytes(options, layout, type(precision), source.maxLength());
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

  /** The checkpoint written or read last, or null. */
  public @Nullable Path lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Ends the run after the step that is being computed, with a checkpoint; from any thread. */
  public void stop() {
    stopping = true;
  }

  /**
   * Runs the steps that are left, and writes the model.
   *
   * @return whether all were done; else the run was stopped
   * @throws AlbertException where the loss is no number any more, or explodes
   */
  public boolean run(Listener listener) {
    crew.publish();
    try (MetricsLog log = new MetricsLog(output, state.step());
        EventFile events = new EventFile(output, state.step());
        StepReader reader =
            new StepReader(
                source.open(options.seed(), state.position()),
                options.batchSize(),
                options.microBatchTokens())) {
      while (state.step() < options.steps() && !stopping) {
        StepMetrics metrics = step(reader.next());
        log.write(metrics);
        events.write(metrics);
        listener.step(metrics);
        if (state.step() % options.checkpointSteps() == 0 || state.step() == options.steps()) {
          save(listener);
        }
      }
      if (stopping && state.step() < options.steps()) {
        save(listener);
      }
    }
    drawCurves();
    if (state.step() < options.steps()) {
      return false;
    }
    store.saveModel(weights.exact());
    return true;
  }

  /** A picture is no reason to fail: some machines have no fonts. */
  private void drawCurves() {
    try {
      LearningCurves.draw(output);
    } catch (IOException | RuntimeException | LinkageError | java.awt.AWTError e) {
      LOG.warn("{} was not drawn: {}", output.resolve(LearningCurves.FILE), e.toString());
    }
  }

  private void save(Listener listener) {
    lastCheckpoint = store.save(state, weights.exact(), optimizer);
    listener.checkpoint(lastCheckpoint);
  }

  private StepMetrics step(StepReader.Step step) {
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
    state =
        new TrainingState(
            number + 1, step.after(), state.data(), precision, tokens, state.identity());
    return new StepMetrics(
        number + 1,
        score.loss(),
        share(score.firstRight(), score.first()),
        share(score.secondRight(), score.second()),
        rate,
        norm,
        step.tokens() * 1e9 / (System.nanoTime() - began),
        tokens);
  }

  private static double share(long right, long of) {
    return of == 0 ? Double.NaN : (double) right / of;
  }

  @Override
  public void close() {
    crew.close();
    optimizer.close();
    arena.close();
  }
}
