package io.github.albert4j.training.loop;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.Weights;
import io.github.albert4j.training.optimizer.Optimizer;

/** All native memory of a training: the weights, what computes gradients, and what applies them. */
final class Learner implements AutoCloseable {
  private final Arena arena;
  final Weights weights;
  final Optimizer optimizer;
  final Crew crew;

  /** Takes the memory; the weights are 0. */
  Learner(TrainingOptions options, TrainingSetup setup, Division division, Precision precision) {
    Engine engine = Engine.cpu();
    this.arena = new Arena(engine);
    DataType type = type(precision);
    this.weights = new Weights(arena, setup.layout(), type);
    this.optimizer = new Optimizer(arena, setup.layout(), options.rule(), weights.exact(), type);
    this.crew =
        new Crew(
            engine,
            options.config(),
            setup.layout(),
            setup.head(),
            weights,
            options.gradientCheckpointing(),
            division,
            options.threads());
  }

  /** What multiplications read under a precision. */
  static DataType type(Precision precision) {
    return precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
  }

  long bytes() {
    return arena.bytes() + crew.bytes();
  }

  @Override
  public void close() {
    crew.close();
    optimizer.close();
    arena.close();
  }
}
