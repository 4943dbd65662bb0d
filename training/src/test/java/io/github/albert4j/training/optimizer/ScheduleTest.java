package io.github.albert4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.training.optimizer.Schedule.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
  @ParameterizedTest
  @EnumSource(Form.class)
  void risesByALineFromZero(Form form) {
    Schedule schedule = new Schedule(form, 1e-3, 10, 100, 1);
    assertThat(schedule.rate(0)).isZero();
    assertThat(schedule.rate(5)).isCloseTo(5e-4, within(1e-12));
    assertThat(schedule.rate(9)).isCloseTo(9e-4, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void neverRisesAfterTheWarmUpNorFallsBelowZero(Form form) {
    for (double power : new double[] {0.5, 1, 2}) {
      Schedule schedule = new Schedule(form, 1e-3, 10, 100, power);
      for (long step = 10; step < 300; step++) {
        assertThat(schedule.rate(step)).isFinite().isNotNegative();
        assertThat(schedule.rate(step + 1)).isLessThanOrEqualTo(schedule.rate(step));
      }
    }
  }

  @Test
  void theEndsAreThose() {
    assertThat(new Schedule(Form.LINEAR, 1e-3, 10, 100, 1).rate(10)).isEqualTo(1e-3);
    assertThat(new Schedule(Form.LINEAR, 1e-3, 10, 100, 1).rate(100)).isZero();
    // Google counts from step 0: at the end of the warm-up a part is gone already.
    assertThat(Schedule.google(1e-3, 10, 100).rate(10)).isCloseTo(9e-4, within(1e-12));
    assertThat(Schedule.google(1e-3, 10, 100).rate(100)).isZero();
    assertThat(new Schedule(Form.POLYNOMIAL, 1e-3, 10, 100, 2).rate(100)).isEqualTo(1e-7);
    assertThat(new Schedule(Form.POLYNOMIAL, 1e-3, 10, 100, 2).rate(55))
        .isCloseTo((1e-3 - 1e-7) / 4 + 1e-7, within(1e-12));
    Schedule constant = Schedule.constant(1e-3, 10);
    assertThat(constant.rate(5)).isEqualTo(5e-4);
    assertThat(constant.rate(10)).isEqualTo(1e-3);
    assertThat(constant.rate(1_000_000)).isEqualTo(1e-3);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aWarmUpAsLongAsTheRunOrLongerIsNoError(Form form) {
    for (long warmup : new long[] {0, 100, 150}) {
      Schedule schedule = new Schedule(form, 1e-3, warmup, 100, 1);
      for (long step = 0; step < 160; step++) {
        assertThat(schedule.rate(step)).as("%d of %d", step, warmup).isBetween(0.0, 1e-3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRunOfOneStepLearns(Form form) {
    assertThat(new Schedule(form, 1e-3, 0, 1, 1).rate(0)).isEqualTo(1e-3);
  }
}
