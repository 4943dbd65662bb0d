package quickstart;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.FeatureExtraction;
import io.github.albert4j.pipeline.Features;
import io.github.albert4j.pipeline.FillMask;
import io.github.albert4j.pipeline.Prediction;

/** The lines of albert4j's README. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    try (AlbertModel model = AlbertModel.load("albert4j-small")) {
      FillMask fillMask = FillMask.of(model);
      for (Prediction best : fillMask.predict("Hello I'm a [MASK] model.", 5)) {
        System.out.printf("%.3f  %s%n", best.score(), best.sequence());
      }

      FeatureExtraction extraction = FeatureExtraction.of(model);
      Features features = extraction.predict("Replace me by any text you'd like.");
      System.out.println(features.encoding().pieces());
      System.out.println(features.length() + " vectors of " + features.token(0).length + " numbers");
      System.out.println("one for the whole text: " + features.mean().length + " numbers");
    }
  }
}
