package featureclassifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.pipeline.FeatureExtraction;
import io.github.albert4j.pipeline.Features;
import io.github.albert4j.pipeline.TextPair;
import java.util.List;

/** A sentence as what the model makes of it: the mean of its pieces' last hidden states. */
final class Vectors {
  private final FeatureExtraction extraction;

  Vectors(AlbertModel model) {
    extraction = FeatureExtraction.of(model).with(Output.LAST_HIDDEN_STATE);
  }

  Feature[][] rows(List<TextExample> examples) {
    return extraction.stream(examples.stream().map(e -> TextPair.of(e.text())).iterator())
        .map(Features::mean)
        .map(Vectors::row)
        .toArray(Feature[][]::new);
  }

  private static Feature[] row(float[] vector) {
    Feature[] row = new Feature[vector.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = new FeatureNode(i + 1, vector[i]);
    }
    return row;
  }
}
