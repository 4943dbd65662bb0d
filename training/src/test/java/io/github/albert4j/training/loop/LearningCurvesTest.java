package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurvesTest {
  @TempDir Path folder;

  private BufferedImage draw(int steps, boolean order) throws IOException {
    Random random = new Random(1);
    try (MetricsLog log = new MetricsLog(folder, MetricsLog.METRICS, 0)) {
      for (int step = 1; step <= steps; step++) {
        double t = (double) step / steps;
        log.write(
            new StepMetrics(
                step,
                2.6 + 7 * Math.exp(-4 * t) + 0.15 * random.nextGaussian(),
                Map.of(
                    "mlm_accuracy",
                    0.5 - 0.5 * Math.exp(-3 * t) + 0.02 * random.nextGaussian(),
                    "sop_accuracy",
                    order ? 0.5 + 0.4 * t * t + 0.04 * random.nextGaussian() : Double.NaN),
                1.76e-3 * (t < 0.05 ? t / 0.05 : 1 - t),
                1,
                1e4,
                1000L * step));
      }
    }
    LearningCurves.draw(folder, LearningCurves.PRETRAINING);
    return ImageIO.read(folder.resolve("curves.png").toFile());
  }

  /** How many pixels have about that colour. */
  private static long pixels(BufferedImage image, int x0, int x1, int y0, int y1, int color) {
    long n = 0;
    for (int x = x0; x < x1; x++) {
      for (int y = y0; y < y1; y++) {
        n += (image.getRGB(x, y) & 0xffffff) == color ? 1 : 0;
      }
    }
    return n;
  }

  @Test
  void drawsFourPanels() throws IOException {
    BufferedImage image = draw(20_000, true);
    int w = image.getWidth() / 2;
    int h = image.getHeight() / 2;
    assertThat(pixels(image, 0, w, 0, h, 0xC2410C)).isGreaterThan(300);
    assertThat(pixels(image, w, 2 * w, 0, h, 0x1D4ED8)).isGreaterThan(300);
    assertThat(pixels(image, 0, w, h, 2 * h, 0x047857)).isGreaterThan(300);
    assertThat(pixels(image, w, 2 * w, h, 2 * h, 0x6D28D9)).isGreaterThan(300);
  }

  @Test
  void aRunOfOneStepWithoutSentenceOrdersIsDrawnToo() throws IOException {
    assertThat(draw(1, false).getWidth()).isGreaterThan(1000);
  }

  @Test
  void aRunWithoutAStepHasNone() throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), "");
    LearningCurves.draw(folder, LearningCurves.PRETRAINING);
    assertThat(folder.resolve("curves.png")).doesNotExist();
  }

  @Test
  void metricsThatAreNoneAreNamed() throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), "{oops\n");
    assertThatThrownBy(() -> LearningCurves.draw(folder, LearningCurves.PRETRAINING))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("metrics.jsonl");
  }
}
