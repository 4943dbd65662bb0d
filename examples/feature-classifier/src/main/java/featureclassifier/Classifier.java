package featureclassifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;

/**
 * A logistic regression, as strongly regularised as suits a tenth of the rows that it does not see.
 */
record Classifier(Model model) {
  static {
    Linear.disableDebugOutput();
  }

  private static final double[] STRENGTHS = {0.01, 0.1, 1, 10};

  static Classifier train(Feature[][] rows, double[] classes) {
    int seen = Math.max(1, rows.length * 9 / 10);
    Feature[][] unseen = Arrays.copyOfRange(rows, seen, rows.length);
    double[] unseenClasses = Arrays.copyOfRange(classes, seen, rows.length);
    double best = -1;
    double strength = 1;
    for (double c : STRENGTHS) {
      Classifier trial = fit(Arrays.copyOf(rows, seen), Arrays.copyOf(classes, seen), c);
      double accuracy = trial.accuracy(unseen, unseenClasses);
      if (accuracy > best) {
        best = accuracy;
        strength = c;
      }
    }
    return fit(rows, classes, strength);
  }

  private static Classifier fit(Feature[][] rows, double[] classes, double c) {
    int columns =
        Arrays.stream(rows).flatMap(Arrays::stream).mapToInt(Feature::getIndex).max().orElse(0);
    Problem problem = new Problem();
    problem.l = rows.length;
    problem.n = columns + 1;
    problem.x =
        Arrays.stream(rows).map(row -> withConstant(row, columns + 1)).toArray(Feature[][]::new);
    problem.y = classes;
    return new Classifier(Linear.train(problem, new Parameter(SolverType.L2R_LR, c, 0.01)));
  }

  /** The column that the intercept is the weight of. */
  private static Feature[] withConstant(Feature[] row, int column) {
    Feature[] longer = Arrays.copyOf(row, row.length + 1);
    longer[row.length] = new FeatureNode(column, 1);
    return longer;
  }

  double accuracy(Feature[][] rows, double[] classes) {
    int right = 0;
    for (int i = 0; i < rows.length; i++) {
      Feature[] row = withConstant(rows[i], model.getNrFeature());
      right += Linear.predict(model, row) == classes[i] ? 1 : 0;
    }
    return (double) right / rows.length;
  }
}
