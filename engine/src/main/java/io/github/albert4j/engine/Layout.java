package io.github.albert4j.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Type, sizes and strides of a view, as a key.
 *
 * @param strides in elements; none for a matrix in panels
 */
record Layout(DataType type, List<Long> sizes, List<Long> strides) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Layout l
        && type == l.type
        && sizes.equals(l.sizes)
        && strides.equals(l.strides);
  }

  @Override
  public int hashCode() {
    return 31 * sizes.hashCode() + strides.hashCode();
  }

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

  /** The same matrix as {@link Descriptor#panels}. */
  Layout inPanels() {
    return new Layout(type, sizes, List.of());
  }

  /** What it takes then; the last panels are filled up. */
  long bytesInPanels() {
    return type.bytes() * roundedUp(sizes.get(0), 16) * roundedUp(sizes.get(1), 32);
  }

  private static long roundedUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  Descriptor descriptor() {
    return strides.isEmpty()
        ? Descriptor.panels(type, sizes.get(0), sizes.get(1))
        : Descriptor.strided(type, unboxed(sizes), unboxed(strides));
  }

  private static long[] unboxed(List<Long> values) {
    return values.stream().mapToLong(v -> v).toArray();
  }
}
