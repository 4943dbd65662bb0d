package featureclassifier;

import de.bwaldvogel.liblinear.Feature;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.model.AlbertModel;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * What the model card says of features: "you can train a standard classifier using the features
 * produced by the ALBERT model as inputs". The model stays as it is; a logistic regression learns
 * from its vectors, and another one from plain counts of words, to compare.
 *
 * <p>Arguments: a file to learn from and one to measure on, with columns {@code sentence} and
 * {@code label}; then, if wanted, a model's folder.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (args.length < 2) {
      System.err.println("usage: TRAIN.tsv DEV.tsv [MODEL]");
      System.exit(2);
    }
    List<TextExample> train = Task.of("sst2").texts(List.of(Path.of(args[0]))).labelled().readAll();
    List<TextExample> dev = Task.of("sst2").texts(List.of(Path.of(args[1]))).labelled().readAll();
    List<String> labels =
        List.copyOf(new TreeSet<>(train.stream().map(TextExample::label).toList()));
    System.out.printf("%,d sentences to learn from, %,d to measure on%n", train.size(), dev.size());

    try (AlbertModel model = AlbertModel.load(args.length > 2 ? args[2] : "albert4j-small")) {
      Vectors vectors = new Vectors(model);
      report("frozen features", vectors.rows(train), vectors.rows(dev), train, dev, labels);
    }
    WordCounts words = WordCounts.of(train);
    report("bag of words", words.rows(train), words.rows(dev), train, dev, labels);
  }

  private static void report(
      String name,
      Feature[][] trainRows,
      Feature[][] devRows,
      List<TextExample> train,
      List<TextExample> dev,
      List<String> labels) {
    Classifier classifier = Classifier.train(trainRows, classes(train, labels));
    System.out.printf(
        "%-16s accuracy %.4f%n", name, classifier.accuracy(devRows, classes(dev, labels)));
  }

  private static double[] classes(List<TextExample> examples, List<String> labels) {
    return examples.stream().mapToDouble(e -> labels.indexOf(e.label())).toArray();
  }
}
