package io.github.albert4j.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that were published (paper, table 1; the released config files). Version 1 is
 * trained with dropout and the error function's GELU, version 2 without dropout and with GELU's
 * tanh form; xxlarge has no dropout in either.
 *
 * @since 0.1.0
 */
public final class KnownConfigs {
  private record Size(String name, int hidden, int layers, int heads) {}

  private static final List<Size> SIZES =
      List.of(
          new Size("base", 768, 12, 12),
          new Size("large", 1024, 24, 16),
          new Size("xlarge", 2048, 24, 16),
          new Size("xxlarge", 4096, 12, 64));

  private KnownConfigs() {}

  /** All names, such as {@code albert-base-v2}. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int version = 1; version <= 2; version++) {
      for (Size size : SIZES) {
        names.add("albert-" + size.name + "-v" + version);
      }
    }
    return names;
  }

  /** The configuration of a name, or null where it is not one of {@link #names}. */
  public static @Nullable AlbertConfig find(String name) {
    for (Size size : SIZES) {
      if (name.equals("albert-" + size.name + "-v1")) {
        double dropout = size.name.equals("xxlarge") ? 0 : 0.1;
        return config(size, Activation.GELU, dropout);
      }
      if (name.equals("albert-" + size.name + "-v2")) {
        return config(size, Activation.GELU_NEW, 0);
      }
    }
    return null;
  }

  private static AlbertConfig config(Size size, Activation activation, double dropout) {
    return new AlbertConfig(
        30000,
        128,
        size.hidden,
        size.layers,
        1,
        1,
        size.heads,
        4 * size.hidden,
        activation,
        dropout,
        dropout,
        0.1,
        512,
        2,
        0.02,
        1e-12,
        0,
        2,
        3,
        List.of("AlbertForPreTraining"),
        List.of("LABEL_0", "LABEL_1"),
        null,
        true,
        dropout > 0 ? true : null,
        null);
  }
}
