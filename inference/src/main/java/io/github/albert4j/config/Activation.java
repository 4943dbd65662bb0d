package io.github.albert4j.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The activations that Hugging Face configs name for ALBERT's feed-forward.
 *
 * @since 0.1.0
 */
public enum Activation {
  /** x/2 (1 + erf(x/√2)). */
  GELU("gelu", "gelu_python"),
  /** x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). */
  GELU_NEW("gelu_new", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_fast", "gelu_accurate"),
  RELU("relu"),
  /** x σ(x). */
  SILU("silu", "swish"),
  TANH("tanh"),
  SIGMOID("sigmoid"),
  /** x tanh(log(1 + eˣ)). */
  MISH("mish"),
  /** x σ(1.702 x). */
  QUICK_GELU("quick_gelu"),
  /** min(max(x, 0), 6). */
  RELU6("relu6"),
  /** x for positive x, else x/100. */
  LEAKY_RELU("leaky_relu"),
  LINEAR("linear");

  private static final Map<String, Activation> BY_NAME = new TreeMap<>();

  static {
    for (Activation activation : values()) {
      for (String name : activation.names) {
        BY_NAME.put(name, activation);
      }
    }
  }

  private final String[] names;

  Activation(String... names) {
    this.names = names;
  }

  /** The name that config.json is written with. */
  public String configName() {
    return names[0];
  }

  /** The activation of that name in a Hugging Face config, or null. */
  public static @Nullable Activation ofConfigName(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  static String allNames() {
    return String.join(", ", BY_NAME.keySet());
  }
}
