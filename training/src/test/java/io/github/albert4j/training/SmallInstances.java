package io.github.albert4j.training;

import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;
import java.util.Arrays;
import java.util.Random;

/**
 * Rows that count upwards from a random piece, two of them hidden.
 *
 * @param size instances in an epoch
 */
public record SmallInstances(int vocabularySize, int maxLength, int size, String fingerprint)
    implements InstanceSource {
  private static final int FIRST_WORD = 5;
  private static final int MASK = 4;

  public static SmallInstances of(int size) {
    return new SmallInstances(SmallModel.VOCABULARY, 16, size, "counting");
  }

  @Override
  public Epoch epoch(long seed, long epoch) {
    return new Epoch() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public Instance get(long index) {
        return instance(new Random(31 * (31 * seed + epoch) + index));
      }

      @Override
      public void close() {}
    };
  }

  private Instance instance(Random random) {
    int length = maxLength - random.nextInt(maxLength / 2);
    int[] ids = new int[length];
    int first = random.nextInt(vocabularySize);
    Arrays.setAll(ids, i -> FIRST_WORD + (first + i) % (vocabularySize - FIRST_WORD));
    int[] positions = {2 + random.nextInt(3), 6};
    int[] labels = {ids[positions[0]], ids[positions[1]]};
    ids[positions[0]] = MASK;
    ids[positions[1]] = MASK;
    Instance.Kind[] kinds = {Instance.Kind.MASK, Instance.Kind.MASK};
    Instance.SentenceOrder[] orders = Instance.SentenceOrder.values();
    return new Instance(
        ids, length / 2, positions, labels, kinds, orders[random.nextInt(orders.length)]);
  }

  @Override
  public void close() {}
}
