package io.github.albert4j.training.loop;

/** What the caller does where an epoch ends. */
public interface Epochs {
  /** Epochs do not matter, and the last weights are the model. */
  Epochs IGNORED =
      new Epochs() {
        @Override
        public void ended(long number, RunLog log) {}

        @Override
        public boolean enough() {
          return false;
        }

        @Override
        public boolean choose() {
          return false;
        }
      };

  /**
   * After the last step of an epoch.
   *
   * @param number of epochs that were seen
   */
  void ended(long number, RunLog log);

  /** Whether training shall end here. */
  boolean enough();

  /** Whether one of the epochs is the model, so that the last weights are not saved as it. */
  boolean choose();
}
