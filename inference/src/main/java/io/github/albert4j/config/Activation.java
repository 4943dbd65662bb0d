package io.github.albert4j.config;

/** The activations that Hugging Face configs name for ALBERT's feed-forward. */
public enum Activation {
  GELU,
  GELU_NEW,
  RELU,
  SILU,
  TANH,
  SIGMOID,
  MISH,
  QUICK_GELU,
  RELU6,
  LEAKY_RELU,
  LINEAR
}
