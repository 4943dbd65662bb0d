package io.github.albert4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets long work end in good order when the user presses Ctrl-C, or the system asks it to end. */
final class Interruption {
  private static final long PATIENCE = 10; // minutes: a step, and a checkpoint

  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption() {}

  /**
   * @param stop asks the work to end, and returns at once
   */
  static Interruption of(Runnable stop) {
    Interruption interruption = new Interruption();
    Thread hook =
        new Thread(
            () -> {
              stop.run();
              try {
                interruption.ended.await(PATIENCE, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    return interruption;
  }

  /** Lets the process end: the work is done, was stopped, or has failed. */
  void ended() {
    ended.countDown();
  }
}
