package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.instances.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pretrains a model: masked LM and sentence order (paper, section 3.1), from random weights, a
 * folder's, or where an earlier run was cut off, see {@link TrainingRun}.
 *
 * @since 0.1.0
 */
public final class Pretraining implements AutoCloseable {
  private final TrainingOptions options;
  private final InstanceSource source;
  private final Path output;
  private final TrainingRun run;

  /**
   * Prepares a run.
   *
   * @param weights what the loss is a sum of, see {@link LossWeights#PAPER}
   * @param vocabulary files that go into each folder, by name
   * @param output a folder for the model, its checkpoints and metrics
   * @param start the first weights of a run that is not resumed
   * @param resume go on from the newest checkpoint in the output folder
   * @throws InvalidInputException where options or data differ from those of the run to resume, or
   *     there is one and it shall not be resumed
   */
  public Pretraining(
      TrainingOptions options,
      InstanceSource source,
      LossWeights weights,
      Map<String, byte[]> vocabulary,
      Path output,
      FirstWeights start,
      boolean resume) {
    this.options = options;
    this.source = source;
    this.output = output;
    ObjectNode config = options.config().toJson();
    config.putArray("architectures").add("AlbertForPreTraining");
    TaskHead head = TaskHead.PRETRAINING.withLossWeights(weights);
    ObjectNode identity = options.identity();
    // Runs that began before these could be chosen have none.
    if (weights.sentenceOrder() != LossWeights.PAPER.sentenceOrder()) {
      identity.put("sentence_order_weight", weights.sentenceOrder());
    }
    if (weights.unlikelihood() != LossWeights.PAPER.unlikelihood()) {
      identity.put("unlikelihood", weights.unlikelihood());
    }
    if (weights.repetitionDistance() != LossWeights.PAPER.repetitionDistance()) {
      identity.put("unlikelihood_distance", weights.repetitionDistance());
    }
    TrainingSetup setup =
        new TrainingSetup(
            head,
            ParameterLayout.of(options.config(), head),
            config,
            vocabulary,
            output,
            source.fingerprint(),
            source.maxLength(),
            source.maxLength(),
            0,
            identity,
            List.of("mlm_accuracy", "sop_accuracy"),
            true);
    this.run = new TrainingRun(options, setup, start, resume);
  }

  /** How many numbers are trained. */
  public long parameters() {
    return run.parameters();
  }

  /** Bytes of native memory that the run will take, by its shapes. */
  public long estimatedBytes() {
    return run.estimatedBytes();
  }

  /** Bytes of native memory that it holds. */
  long heldBytes() {
    return run.heldBytes();
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

  /** Ends the run after the step that is being computed, with a checkpoint; from any thread. */
  public void stop() {
    run.stop();
  }

  /**
   * Runs the steps that are left, and writes the model.
   *
   * @return whether all were done; else the run was stopped
   * @throws AlbertException where the loss is no number any more, or explodes
   */
  public boolean run(TrainingListener listener) {
    boolean done = run.run(this::steps, Epochs.IGNORED, listener);
    LearningCurves.drawPretraining(output);
    return done;
  }

  private StepSource steps(Position from) {
    return new PretrainingSteps(
        source.open(options.seed(), from), options.batchSize(), run.microBatches());
  }

  @Override
  public void close() {
    run.close();
  }
}
