package io.github.albert4j.engine;

import java.util.ArrayList;
import java.util.List;

/** Type, sizes and strides of a view, as a key. */
record Layout(DataType type, List<Long> sizes, List<Long> strides) {
  static Layout of(Strided view) {
    return new Layout(view.tensor().type(), boxed(view.sizes()), boxed(view.strides()));
  }

  private static List<Long> boxed(long[] values) {
    List<Long> boxes = new ArrayList<>(values.length);
    for (long value : values) {
      boxes.add(value);
    }
    return boxes;
  }

  Layout withType(DataType other) {
    return new Layout(other, sizes, strides);
  }

  Descriptor descriptor() {
    return Descriptor.strided(type, unboxed(sizes), unboxed(strides));
  }

  private static long[] unboxed(List<Long> values) {
    return values.stream().mapToLong(v -> v).toArray();
  }
}
