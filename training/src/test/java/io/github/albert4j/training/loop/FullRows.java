package io.github.albert4j.training.loop;

import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;

/** Rows that are all as long as they may be. */
record FullRows(int vocabularySize) implements InstanceSource {
  @Override
  public Epoch epoch(long seed, long epoch) {
    return new Epoch() {
      @Override
      public long size() {
        return 1000;
      }

      @Override
      public Instance get(long index) {
        int[] ids = new int[32];
        java.util.Arrays.fill(ids, 7);
        return new Instance(
            ids,
            16,
            new int[] {3},
            new int[] {8},
            new Instance.Kind[] {Instance.Kind.MASK},
            Instance.SentenceOrder.IN_ORDER);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String fingerprint() {
    return "full";
  }

  @Override
  public int maxLength() {
    return 32;
  }

  @Override
  public void close() {}
}
