package io.github.albert4j.quantization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.model.CalibratedProjection;
import io.github.albert4j.model.ProjectionScales;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a model in int8.
 *
 * @param model its name
 * @param calibrationRows texts whose activations were looked at
 * @param projections each layer's, in order
 * @param loss on texts that were not looked at
 * @param fp32WeightBytes native memory of the weights in fp32
 * @param int8WeightBytes likewise in int8
 * @since 0.1.0
 */
public record QuantizationReport(
    String model,
    @JsonProperty("calibration_rows") int calibrationRows,
    List<Line> projections,
    Loss loss,
    @JsonProperty("fp32_weight_bytes") long fp32WeightBytes,
    @JsonProperty("int8_weight_bytes") long int8WeightBytes) {

  /**
   * One projection of one layer.
   *
   * @param layer {@code group.inner}, from 0
   * @param projection its name
   * @param precision {@code int8}, or {@code fp32} where int8 cost too much
   * @param smoothing the exponent, null for none
   * @param noise the error in int8 over the variance of the product, in each pass
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Line(
      String layer,
      String projection,
      String precision,
      @Nullable Double smoothing,
      double[] noise) {
    static Line of(CalibratedProjection calibrated, boolean quantized) {
      ProjectionScales scales = calibrated.scales();
      return new Line(
          scales.group() + "." + scales.inner(),
          scales.projection().reportName(),
          quantized ? "int8" : "fp32",
          calibrated.exponent(),
          calibrated.noise());
    }
  }
}
