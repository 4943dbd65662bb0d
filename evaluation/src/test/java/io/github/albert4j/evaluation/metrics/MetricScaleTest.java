package io.github.albert4j.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricScaleTest {
  @Test
  void sharesAreToldFromOtherNumbers() {
    assertThat(MetricScale.share("accuracy", 0.5, false)).hasValue(0.5);
    assertThat(MetricScale.share("f1", 50, true)).hasValue(0.5);
    assertThat(MetricScale.share("matthews", -0.1, false)).isEmpty();
    assertThat(MetricScale.share("loss", 0.5, false)).isEmpty();
    assertThat(MetricScale.share("total", 50, true)).isEmpty();
    assertThat(MetricScale.share("pearson", Double.NaN, false)).isEmpty();
  }
}
