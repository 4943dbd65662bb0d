package io.github.albert4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets long work end in good order when the user presses Ctrl-C, or the system asks it to end. */
final class Interruption {
  private static final long PATIENCE = 10; // minutes: a step, and a checkpoint

  /** Milliseconds in which a failure's message is printed. */
  private static final long LAST_WORDS = 1000;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean failed;

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
                if (interruption.failed) {
                  Thread.sleep(LAST_WORDS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    return interruption;
  }

  /** Tells that the work has failed, and that its caller will say so. */
  void failed() {
    failed = true;
  }

  /** Lets the process end: the work is done, was stopped, or has failed. */
  void ended() {
    ended.countDown();
  }
}
