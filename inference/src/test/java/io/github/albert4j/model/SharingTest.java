package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By a clock of its own: nothing is waited for. */
class SharingTest {
  private static final long ALONE = 20_000_000;

  private long now = Long.MAX_VALUE - 1_000_000_000; // which overflows, as nanoTime may
  private final Sharing sharing = new Sharing(() -> now);
  private long sharedNanos = ALONE / 2;

  /** Whether a call of 12 tokens was shared. */
  private boolean call() {
    return call(12);
  }

  /** Whether a call was shared; all take as long a token. */
  private boolean call(int tokens) {
    boolean shared = sharing.pays(tokens);
    long nanos = shared ? sharedNanos : ALONE;
    Runnable ended = sharing.begins(tokens, shared);
    now += nanos * tokens / 12;
    ended.run();
    return shared;
  }

  private void learn() {
    for (int i = 0; i < 4; i++) {
      call();
    }
  }

  @Test
  void theFirstCallIsSharedThenTwoAreNotThenAllAre() {
    assertThat(call()).isTrue();
    assertThat(call()).isFalse();
    assertThat(call()).isFalse();
    for (int i = 0; i < 100; i++) {
      assertThat(call()).isTrue();
    }
  }

  @Test
  void longerCallsNeedNoTrial() {
    learn();
    for (int tokens = 13; tokens <= 512; tokens++) {
      assertThat(call(tokens)).as("%d tokens", tokens).isTrue();
      assertThat(call(tokens)).as("%d tokens", tokens).isTrue();
    }
  }

  @Test
  void shorterCallsAreTriedInTheirTurn() {
    learn();
    assertThat(call(4)).isTrue();
    assertThat(call(5)).isFalse();
    assertThat(call(6)).isFalse();
    assertThat(call(7)).isTrue();
    assertThat(call(4)).isTrue();
  }

  @Test
  void longerCallsAreJudgedByWhatShorterOnesTook() {
    learn();
    sharedNanos = 2 * ALONE;
    assertThat(call(300)).isTrue(); // compiles
    assertThat(call(300)).isTrue();
    assertThat(call(300)).isTrue();
    assertThat(call(300)).isFalse();
  }

  @Test
  void asLongAsOthersWantACoreSharingIsTriedLessAndLess() {
    learn();
    sharedNanos = 50 * ALONE;
    long start = now;
    int shared = 0;
    while (now - start < Sharing.LONGEST_PAUSE) {
      shared += call() ? 1 : 0;
    }
    // two at once, then after pauses of 1, 2, 4 … 256 times the first, and the calls' own time
    assertThat(shared).isBetween(8, 11);
    sharedNanos = ALONE / 2;
    now += Sharing.LONGEST_PAUSE;
    assertThat(call()).isTrue();
    assertThat(call()).isTrue();
    sharedNanos = 2 * ALONE; // the first pause is short again
    assertThat(call()).isTrue();
    assertThat(call()).isTrue();
    assertThat(call()).isFalse();
    now += Sharing.FIRST_PAUSE;
    assertThat(call()).isTrue();
  }

  @Test
  void oneSlowCallIsChance() {
    learn();
    for (int i = 0; i < 10; i++) {
      sharedNanos = 2 * ALONE;
      assertThat(call()).isTrue();
      sharedNanos = ALONE / 2;
      assertThat(call()).isTrue();
    }
  }

  @Test
  void slowCallsThatLoseLessThanOthersSavedAreNoReason() {
    learn();
    for (int i = 0; i < 40; i++) {
      sharedNanos = i % 4 < 2 ? ALONE / 2 : ALONE + ALONE / 2;
      assertThat(call()).isTrue();
    }
  }

  @Test
  void littleLostAgainAndAgainIsMuch() {
    learn();
    sharedNanos = ALONE + ALONE / 4;
    for (int i = 0; i < 8; i++) {
      assertThat(call()).isTrue();
    }
    assertThat(call()).isFalse();
  }

  @Test
  void whatOneSizeSawHoldsForTheOthers() {
    learn();
    sharedNanos = 2 * ALONE;
    assertThat(call()).isTrue();
    assertThat(call()).isTrue();
    assertThat(sharing.pays(128)).isFalse();
  }

  @Test
  void aFirstCallThatCompilesIsNotJudged() {
    sharedNanos = 100 * ALONE;
    assertThat(call()).isTrue();
    sharedNanos = ALONE / 2;
    learn();
    assertThat(call()).isTrue();
  }
}
