package io.github.albert4j.training.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws {@code curves.png} from {@code metrics.jsonl}: four metrics over the steps. A pale line
 * shows what was measured, a dark one its mean over the neighbours.
 */
public final class LearningCurves {
  static final String FILE = "curves.png";

  private static final Logger LOG = LoggerFactory.getLogger(LearningCurves.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_POINTS = 800; // a panel has fewer pixels than that
  private static final int NEIGHBOURS = 40; // a mean is over this part of all steps
  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;

  private static final Color LOSS = new Color(0xC2410C);
  private static final Color WORDS = new Color(0x1D4ED8);
  private static final Color ORDER = new Color(0x047857);
  private static final Color RATE = new Color(0x6D28D9);
  private static final Color TEXT = new Color(0x1F2937);
  private static final Color GRID = new Color(0xE5E7EB);
  private static final int PALE = 70; // of 255

  /** Points of one metric. */
  private record Curve(double[] steps, double[] values) {}

  /**
   * What a panel shows.
   *
   * @param metric its name in the file
   * @param unit by what it is multiplied
   * @param noisy whether a mean says more than what was measured
   * @param fromZero whether the values' axis begins at 0
   */
  private record Panel(
      String title, Color color, String metric, double unit, boolean noisy, boolean fromZero) {}

  private static final Panel OF_LOSS = new Panel("Loss", LOSS, "loss", 1, true, false);
  private static final Panel OF_RATE =
      new Panel("Learning rate, × 10⁻⁶", RATE, "learning_rate", 1e6, false, true);
  static final List<Panel> PRETRAINING =
      List.of(
          OF_LOSS,
          new Panel("Masked words named, %", WORDS, "mlm_accuracy", 100, true, true),
          new Panel("Sentence orders told, %", ORDER, "sop_accuracy", 100, true, true),
          OF_RATE);

  private final List<JsonNode> lines;

  private LearningCurves(List<JsonNode> lines) {
    this.lines = lines;
  }

  /** Draws a pretraining's curves into its folder, if that can be done. */
  static void drawPretraining(Path folder) {
    tryToDraw(folder, PRETRAINING);
  }

  /**
   * Draws a fine-tuning's curves into its folder, if that can be done.
   *
   * @param metric of the dev data
   */
  public static void drawFineTuning(Path folder, String metric) {
    tryToDraw(
        folder,
        List.of(
            OF_LOSS,
            new Panel("Right in training, %", WORDS, "accuracy", 100, true, true),
            new Panel("Dev: " + metric, ORDER, DevMetrics.PREFIX + metric, 1, false, false),
            OF_RATE));
  }

  /** A picture is no reason to fail: some machines have no fonts. */
  private static void tryToDraw(Path folder, List<Panel> panels) {
    try {
      draw(folder, panels);
    } catch (IOException | RuntimeException | LinkageError | java.awt.AWTError e) {
      LOG.warn("{} was not drawn: {}", folder.resolve(FILE), e.toString());
    }
  }

  /** Draws the curves of a run into its folder; a run without a step has none. */
  static void draw(Path folder, List<Panel> panels) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader =
        Files.newBufferedReader(folder.resolve(MetricsLog.METRICS), StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(MAPPER.readTree(line));
      }
    } catch (JsonProcessingException e) {
      throw new IOException(folder.resolve(MetricsLog.METRICS) + ": " + e.getOriginalMessage(), e);
    }
    if (!lines.isEmpty()) {
      new LearningCurves(lines).write(panels, folder.resolve(FILE));
    }
  }

  private void write(List<Panel> panels, Path file) throws IOException {
    BufferedImage image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < panels.size(); i++) {
      BufferedImage panel = BitmapEncoder.getBufferedImage(chart(panels.get(i)));
      graphics.drawImage(panel, i % 2 * WIDTH, i / 2 * HEIGHT, null);
    }
    graphics.dispose();
    Files.write(file, png(image));
  }

  /** In memory: ImageIO's own files want a shutdown hook, which Ctrl-C makes too late for. */
  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A metric by step; neighbours are drawn as their mean where there are very many. */
  private Curve curve(String name, double unit) {
    List<double[]> points = new ArrayList<>();
    for (JsonNode line : lines) {
      if (line.path(name).isNumber()) {
        points.add(new double[] {line.path("step").asDouble(), unit * line.path(name).asDouble()});
      }
    }
    int each = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
    int n = each == 0 ? 0 : (points.size() + each - 1) / each;
    Curve curve = new Curve(new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      List<double[]> some = points.subList(i * each, Math.min(points.size(), (i + 1) * each));
      curve.steps[i] = some.stream().mapToDouble(p -> p[0]).average().orElseThrow();
      curve.values[i] = some.stream().mapToDouble(p -> p[1]).average().orElseThrow();
    }
    return curve;
  }

  /** The mean of each point and its neighbours, as many on either side. */
  private static double[] smoothed(double[] values) {
    int most = values.length / NEIGHBOURS;
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int side = Math.min(most, Math.min(i, values.length - 1 - i));
      double sum = 0;
      for (int j = i - side; j <= i + side; j++) {
        sum += values[j];
      }
      means[i] = sum / (2 * side + 1);
    }
    return means;
  }

  private XYChart chart(Panel panel) {
    Curve curve = curve(panel.metric, panel.unit);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title)
            .xAxisTitle("step")
            .build();
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridVerticalLinesVisible(false)
        .setAxisTicksMarksVisible(false)
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setXAxisDecimalPattern("#,##0")
        .setLocale(Locale.ROOT)
        .setXAxisMin(0.0)
        .setXAxisTickMarkSpacingHint(90)
        .setYAxisTickMarkSpacingHint(50)
        .setyAxisTickLabelsFormattingFunction(LearningCurves::label)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendVisible(false)
        .setChartFontColor(TEXT)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17))
        .setChartPadding(14)
        .setAntiAlias(true);
    if (panel.fromZero) {
      chart.getStyler().setYAxisMin(0.0);
    }
    if (curve.steps.length == 0) {
      chart.setTitle(panel.title + ": none");
      return chart;
    }
    Color color = panel.color;
    if (panel.noisy) {
      Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), PALE);
      line(chart, "measured", pale, 1, curve.steps, curve.values);
    }
    double[] shown = panel.noisy ? smoothed(curve.values) : curve.values;
    line(chart, "mean", color, 2.4f, curve.steps, shown);
    return chart;
  }

  /** Three digits, and no more zeros than it needs. */
  private static String label(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(3));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static void line(
      XYChart chart, String name, Color color, float width, double[] steps, double[] values) {
    XYSeries series = chart.addSeries(name, steps, values);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }
}
