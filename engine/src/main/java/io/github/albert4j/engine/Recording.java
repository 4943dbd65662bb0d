package io.github.albert4j.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Work that is run again and again over the same tensors, as the passes through a shared layer are.
 * The first run does the work and notes each operation with the memory that it reads and writes;
 * those after it repeat the notes alone. They look up no primitive and make no Java object.
 *
 * <p>Repeated are the work's operations, and what it hands to {@link Operations#run}; what it does
 * beside them happens once. The tensors' memory must last as long as the recording. For the thread
 * of its operations, and to be closed before them.
 *
 * @since 0.1.0
 */
public final class Recording implements AutoCloseable {
  private final Kernels kernels;
  private final Runnable work;
  private final List<Runnable> steps = new ArrayList<>();
  private final List<Call> held = new ArrayList<>();
  private boolean complete;

  Recording(Kernels kernels, Runnable work) {
    this.kernels = kernels;
    this.work = work;
  }

  /**
   * Does the work, or repeats it.
   *
   * @throws IllegalStateException inside the first run of another recording
   */
  public void run() {
    if (complete) {
      for (int i = 0; i < steps.size(); i++) { // an iterator would be an object
        steps.get(i).run();
      }
      return;
    }
    kernels.record(this, work);
    complete = true;
  }

  /** Notes a primitive, bound as it ran. */
  void note(Call call) {
    long[] addresses = call.addresses();
    held.add(call.hold());
    steps.add(() -> kernels.execute(call.bindAll(addresses)));
  }

  /** Notes work in Java. */
  void note(Runnable step) {
    steps.add(step);
  }

  /** Forgets the notes; the next run does the work anew. */
  @Override
  public void close() {
    complete = false;
    steps.clear();
    held.forEach(Call::close);
    held.clear();
  }
}
