package io.github.albert4j.training.loop;

import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceStream;
import java.util.ArrayList;
import java.util.List;

/** So many instances of a stream a step. */
final class PretrainingSteps implements StepSource {
  private final InstanceStream stream;
  private final int batchSize;
  private final MicroBatches microBatches;

  PretrainingSteps(InstanceStream stream, int batchSize, MicroBatches microBatches) {
    this.stream = stream;
    this.batchSize = batchSize;
    this.microBatches = microBatches;
  }

  @Override
  public Step read() {
    List<Instance> instances = new ArrayList<>(batchSize);
    long tokens = 0;
    for (int i = 0; i < batchSize; i++) {
      Instance instance = stream.next();
      instances.add(instance);
      tokens += instance.length();
    }
    return new Step(microBatches.cut(instances), tokens, stream.position());
  }

  @Override
  public void close() {
    stream.close();
  }
}
