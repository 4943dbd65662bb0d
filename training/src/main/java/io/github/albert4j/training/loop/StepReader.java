package io.github.albert4j.training.loop;

import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceStream;
import io.github.albert4j.training.instances.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads the instances of the next step while the step before is computed. */
final class StepReader implements AutoCloseable {
  /** What a step learns from. */
  record Step(List<MicroBatch> batches, long tokens, Position after) {}

  private final InstanceStream stream;
  private final int batchSize;
  private final int microBatchTokens;
  private final ExecutorService reader;
  private CompletableFuture<Step> next;

  StepReader(InstanceStream stream, int batchSize, int microBatchTokens) {
    this.stream = stream;
    this.batchSize = batchSize;
    this.microBatchTokens = microBatchTokens;
    this.reader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "albert4j-training-reader");
              thread.setDaemon(true);
              return thread;
            });
    this.next = CompletableFuture.supplyAsync(this::read, reader);
  }

  private Step read() {
    List<Instance> instances = new ArrayList<>(batchSize);
    long tokens = 0;
    for (int i = 0; i < batchSize; i++) {
      Instance instance = stream.next();
      instances.add(instance);
      tokens += instance.length();
    }
    return new Step(MicroBatches.cut(instances, microBatchTokens), tokens, stream.position());
  }

  Step next() {
    try {
      Step step = next.join();
      next = CompletableFuture.supplyAsync(this::read, reader);
      return step;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    reader.shutdown(); // not interrupted: that would close the file for every other reader
    try {
      next.join();
    } catch (RuntimeException e) {
      // Nobody will see what it read.
    }
    stream.close();
  }
}
