package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.Dropout;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Clipping;
import io.github.albert4j.training.optimizer.Norms;
import io.github.albert4j.training.optimizer.Optimizer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all trainings share: weights, their updates, checkpoints and resuming. Which data a step
 * learns from, and what happens where an epoch ends, is the caller's. The weights are the same bits
 * for a run that was cut off and resumed, and below 100 million parameters for any number of
 * threads.
 *
 * <p>For one thread, but for {@link #stop()}.
 */
public final class TrainingRun implements AutoCloseable {
  private final TrainingOptions options;
  private final TrainingSetup setup;
  private final FirstWeights start;
  private final Division division;
  private final Precision precision;
  private final CheckpointStore store;
  private final Divergence divergence;
  private TrainingState state;
  private @Nullable Path lastCheckpoint;
  private @Nullable Learner learner;
  private volatile boolean stopping;

  /**
   * Prepares a run; its memory is taken when it begins.
   *
   * @param start the first weights of a run that is not resumed
   * @param resume go on from the newest checkpoint in the output folder
   * @throws InvalidInputException where options or data differ from those of the run to resume, or
   *     there is one and it shall not be resumed
   */
  public TrainingRun(
      TrainingOptions options, TrainingSetup setup, FirstWeights start, boolean resume) {
    this.options = options;
    this.setup = setup;
    this.start = start;
    this.division = Division.of(setup.layout());
    this.divergence = new Divergence(setup.fromGuessing());
    if (division == Division.TOGETHER) {
      setup.identity().put("threads", options.threads());
    }
    this.store =
        new CheckpointStore(
            setup.output(), setup.config(), setup.layout(), setup.vocabulary(), options.keep());
    this.lastCheckpoint = store.newest();
    if (lastCheckpoint != null && !resume) {
      throw new InvalidInputException(
          lastCheckpoint + ": is of an earlier run; resume it, or begin in another folder");
    }
    if (lastCheckpoint != null) {
      this.state = TrainingState.read(lastCheckpoint);
      state.check(lastCheckpoint, setup.identity(), setup.data(), options.precision());
      this.precision = state.precision();
    } else {
      this.precision = chosen(options.precision());
      this.state = TrainingState.first(setup.data(), precision, setup.identity());
    }
  }

  /** The memory, which is taken when it is first asked for. */
  private Learner learner() {
    if (learner == null) {
      learner = begin();
    }
    return learner;
  }

  /** Takes the memory, and fills the weights. */
  private Learner begin() {
    Learner made = new Learner(options, setup, division, precision);
    try {
      if (lastCheckpoint != null) {
        store.load(lastCheckpoint, made.weights.exact(), made.optimizer);
        made.optimizer.resume(state.step());
      } else {
        start.fill(setup.layout(), options, made.weights.exact());
      }
      made.crew.publish();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private static Precision chosen(Precision asked) {
    if (asked == Precision.INT8) {
      throw new AlbertException(
          "int8 is for models that are ready, not for training: train with --precision auto, fp32 or"
              + " bf16, then quantize what it made");
    }
    Precision chosen = asked == Precision.AUTO ? AlbertModel.fastestPrecision() : asked;
    if (chosen == Precision.BF16 && !Engine.cpu().supports(DataType.BF16)) {
      throw new AlbertException(
          "this processor multiplies no bf16 matrices: train with --precision fp32 or auto");
    }
    return chosen;
  }

  /** How many numbers are trained. */
  public long parameters() {
    return setup.layout().trainedCount();
  }

  /** Bytes of native memory that the run will take, by its shapes. */
  public long estimatedBytes() {
    return MemoryEstimate.bytes(
        options,
        division,
        setup.layout(),
        setup.head(),
        Learner.type(precision),
        setup.maxLength(),
        setup.maxTogether(),
        setup.looked());
  }

  /** Bytes of native memory that it holds. */
  long heldBytes() {
    return learner == null ? 0 : learner.bytes();
  }

  /** How a step, or what {@link #logits} is asked for, is to be cut. */
  public MicroBatches microBatches() {
    return division.microBatches(options.microBatchTokens());
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

  /** Whether all steps are done. */
  private boolean done() {
    return state.step() >= options.steps();
  }

  /**
   * Runs the steps that are left, and writes the model.
   *
   * @param data opens the data where it goes on
   * @return whether it came to its end; else it was stopped
   * @throws AlbertException where the loss is no number any more, or explodes
   */
  public boolean run(
      Function<Position, StepSource> data, Epochs epochs, TrainingListener listener) {
    learner();
    try (RunLog log = new RunLog(setup.output(), state.step());
        StepReader reader = new StepReader(data.apply(state.position()))) {
      boolean saved = lastCheckpoint != null;
      while (!stopping && !done() && !epochs.enough()) {
        long epoch = state.position().epoch();
        StepMetrics metrics = step(reader.next(), log);
        log.write(metrics);
        listener.step(metrics);
        if (state.position().epoch() > epoch || done()) {
          epochs.ended(epoch + 1, log);
        }
        saved = checkpointIsDue() || epochs.enough();
        if (saved) {
          listener.checkpoint(save());
        }
      }
      if (!saved) { // told to stop before the first step, or since the last checkpoint
        listener.checkpoint(save());
      }
    }
    boolean ended = done() || epochs.enough();
    if (ended && !epochs.choose()) {
      saveModel();
    }
    return ended;
  }

  /** Computes the gradient of a step's loss, and updates the weights. */
  StepMetrics step(StepSource.Step step, RunLog log) {
    Learner own = learner();
    long began = System.nanoTime();
    long number = state.step();
    Crew crew = own.crew;
    Optimizer optimizer = own.optimizer;
    Crew.Result result = crew.gradient(step.batches(), () -> new Dropout(options.seed(), number));
    Score score = result.score();
    Tensor gradient = result.gradient();
    Norms norms = optimizer.norms(gradient, crew);
    double norm = result.scale() * norms.whole();
    divergence.check(number + 1, score.loss(), norm, lastCheckpoint);
    if (LayerNorms.due(number + 1)) {
      log.write(
          new LayerNorms(
              number + 1,
              norms.each(result.scale()),
              optimizer.norms(own.weights.exact(), crew).each(1)));
    }
    double rate = options.schedule().rate(number);
    double clip = Clipping.GOOGLE.scale(norm, options.clip());
    optimizer.update(gradient, result.scale() * clip, rate, crew);
    crew.publish();
    long tokens = state.tokens() + step.tokens();
    state = state.after(step.after(), tokens);
    return new StepMetrics(
        number + 1,
        score.loss(),
        setup.accuracies(score),
        rate,
        norm,
        step.tokens() * 1e9 / (System.nanoTime() - began),
        tokens);
  }

  /**
   * What the task's head makes of rows: each micro-batch's logits, without dropout. They do not
   * depend on the number of threads.
   *
   * @throws IllegalStateException if the run has not begun
   */
  public List<float[]> logits(List<MicroBatch> batches) {
    return begun().crew.logits(batches);
  }

  private Learner begun() {
    if (learner == null) {
      throw new IllegalStateException("the run has not begun");
    }
    return learner;
  }

  /** Whether a checkpoint is due after the last step. */
  private boolean checkpointIsDue() {
    return state.step() % options.checkpointSteps() == 0 || done() || stopping;
  }

  private Path save() {
    lastCheckpoint = store.save(state, begun().weights.exact(), learner.optimizer);
    return lastCheckpoint;
  }

  /** Writes the model, as it is now, into the output folder itself. */
  public void saveModel() {
    store.saveModel(begun().weights.exact());
  }

  @Override
  public void close() {
    if (learner != null) {
      learner.close();
    }
  }
}
