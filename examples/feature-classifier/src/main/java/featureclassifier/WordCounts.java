package featureclassifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import io.github.albert4j.evaluation.data.TextExample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A sentence as the words that it has, of those that the training sentences have. */
record WordCounts(Map<String, Integer> columns) {
  static WordCounts of(List<TextExample> examples) {
    Map<String, Integer> columns = new HashMap<>();
    for (TextExample example : examples) {
      for (String word : words(example)) {
        columns.putIfAbsent(word, columns.size() + 1);
      }
    }
    return new WordCounts(columns);
  }

  Feature[][] rows(List<TextExample> examples) {
    return examples.stream().map(this::row).toArray(Feature[][]::new);
  }

  private Feature[] row(TextExample example) {
    TreeSet<Integer> present = new TreeSet<>();
    for (String word : words(example)) {
      Integer column = columns.get(word);
      if (column != null) {
        present.add(column);
      }
    }
    return present.stream().map(column -> new FeatureNode(column, 1)).toArray(Feature[]::new);
  }

  private static String[] words(TextExample example) {
    return example.text().strip().split("\\s+");
  }
}
