package io.github.albert4j.model;

import io.github.albert4j.config.Activation;
import io.github.albert4j.engine.Epilogue;

/**
 * What a config's activations are to the engine.
 *
 * @since 0.1.0
 */
public final class Activations {
  private Activations() {}

  /** The engine's function for a config's {@code hidden_act}. */
  public static Epilogue epilogue(Activation activation) {
    return switch (activation) {
      case GELU -> Epilogue.GELU_ERF;
      case GELU_NEW -> Epilogue.GELU_TANH;
      case RELU -> Epilogue.RELU;
      case SILU -> Epilogue.SILU;
      case TANH -> Epilogue.TANH;
      case SIGMOID -> Epilogue.SIGMOID;
      case MISH -> Epilogue.MISH;
      case QUICK_GELU -> Epilogue.GELU_QUICK;
      case RELU6 -> Epilogue.RELU6;
      case LEAKY_RELU -> Epilogue.LEAKY_RELU;
      case LINEAR -> Epilogue.NONE;
    };
  }
}
