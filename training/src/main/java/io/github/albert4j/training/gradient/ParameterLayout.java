package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where each weight of a model with a head lies in the flat vectors. Query, key and value lie side
 * by side, so that one multiplication computes all three while each stays a parameter of its own.
 */
public final class ParameterLayout {
  /** Elements to which a parameter's start is aligned: a cache line in bf16. */
  private static final int ALIGNMENT = 32;

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Predicate<Parameter> frozen;
  private long size;

  private ParameterLayout(Predicate<Parameter> frozen) {
    this.frozen = frozen;
  }

  /** The encoder's parameters, and those of a task's head; all are trained. */
  public static ParameterLayout of(AlbertConfig config, TaskHead head) {
    return of(config, head, parameter -> false);
  }

  /**
   * The encoder's parameters, and those of a task's head.
   *
   * @param frozen tells those that stay as they are
   */
  public static ParameterLayout of(
      AlbertConfig config, TaskHead head, Predicate<Parameter> frozen) {
    ParameterLayout layout = new ParameterLayout(frozen);
    layout.encoder(config);
    layout.head(config, head);
    return layout;
  }

  private void encoder(AlbertConfig config) {
    int embedding = config.embeddingSize();
    int hidden = config.hiddenSize();
    add("albert.embeddings.word_embeddings.weight", config.vocabSize(), embedding);
    add("albert.embeddings.position_embeddings.weight", config.maxPositionEmbeddings(), embedding);
    add("albert.embeddings.token_type_embeddings.weight", config.typeVocabSize(), embedding);
    norm("albert.embeddings.LayerNorm", embedding);
    dense("albert.encoder.embedding_hidden_mapping_in", hidden, embedding);
    for (int group = 0; group < config.numHiddenGroups(); group++) {
      for (int inner = 0; inner < config.innerGroupNum(); inner++) {
        block(blockPrefix(group, inner), hidden, config.intermediateSize());
      }
    }
  }

  /** What the names of a block's parameters begin with. */
  public static String blockPrefix(int group, int inner) {
    return "albert.encoder.albert_layer_groups." + group + ".albert_layers." + inner + ".";
  }

  private void block(String prefix, int hidden, int intermediate) {
    String[] parts = {"query", "key", "value"};
    for (String part : parts) {
      addUnaligned(prefix + "attention." + part + ".weight", hidden, hidden);
    }
    align();
    for (String part : parts) {
      addUnaligned(prefix + "attention." + part + ".bias", hidden);
    }
    align();
    dense(prefix + "attention.dense", hidden, hidden);
    norm(prefix + "attention.LayerNorm", hidden);
    dense(prefix + "ffn", intermediate, hidden);
    dense(prefix + "ffn_output", hidden, intermediate);
    norm(prefix + "full_layer_layer_norm", hidden);
  }

  private void head(AlbertConfig config, TaskHead head) {
    int hidden = config.hiddenSize();
    if (head.pools()) {
      dense("albert.pooler", hidden, hidden);
    }
    if (head.predictsWords()) {
      dense("predictions.dense", config.embeddingSize(), hidden);
      norm("predictions.LayerNorm", config.embeddingSize());
      add("predictions.bias", config.vocabSize());
    }
    if (head.classifier() != null) {
      dense(head.classifier(), head.outputs(), hidden);
    }
    if (head.answersByBeam()) {
      dense("start_logits.dense", 1, hidden);
      dense("end_logits.dense_0", hidden, 2L * hidden);
      norm("end_logits.LayerNorm", hidden);
      dense("end_logits.dense_1", 1, hidden);
      dense("answer_class.dense_0", hidden, 2L * hidden);
      add("answer_class.dense_1.weight", 1, hidden);
    }
  }

  private void dense(String name, long outputs, long inputs) {
    add(name + ".weight", outputs, inputs);
    add(name + ".bias", outputs);
  }

  private void norm(String name, long width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }

  private void add(String name, long... shape) {
    addUnaligned(name, shape);
    align();
  }

  private void addUnaligned(String name, long... shape) {
    Parameter parameter = Parameter.of(name, size, shape);
    parameters.put(name, parameter);
    size = Math.addExact(size, parameter.size());
  }

  private void align() {
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** All parameters in the order of their places. */
  public List<Parameter> parameters() {
    return new ArrayList<>(parameters.values());
  }

  /** Elements of a flat vector; the few between the parameters stay 0. */
  public long size() {
    return size;
  }

  /** How many numbers there are. */
  public long count() {
    return parameters.values().stream().mapToLong(Parameter::size).sum();
  }

  /** How many of them are trained. */
  public long trainedCount() {
    return parameters.values().stream().filter(this::trains).mapToLong(Parameter::size).sum();
  }

  /** Whether a parameter is trained, or stays as it is. */
  public boolean trains(Parameter parameter) {
    return !frozen.test(parameter);
  }

  /** Whether anything below the pooler is trained. */
  boolean trainsEncoder() {
    return parameters.values().stream().anyMatch(p -> p.isEncoders() && trains(p));
  }

  /** The parameter of a name. */
  public Parameter get(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return parameter;
  }

  /** Whether there is a parameter of that name. */
  public boolean has(String name) {
    return parameters.containsKey(name);
  }

  Dense denseOf(String name) {
    return new Dense(get(name + ".weight"), parameters.get(name + ".bias"));
  }

  Normalization normOf(String name, double epsilon) {
    return new Normalization(get(name + ".weight"), get(name + ".bias"), (float) epsilon);
  }

  /** Query, key and value of a block as one map {@code [3 hidden, hidden]}. */
  Dense queryKeyValueOf(String prefix, long hidden) {
    return attentionInputs(prefix, "query", 3 * hidden, hidden);
  }

  /** Key and value of a block as one map {@code [2 hidden, hidden]}. */
  Dense keyValueOf(String prefix, long hidden) {
    return attentionInputs(prefix, "key", 2 * hidden, hidden);
  }

  /** Maps that lie side by side, from one on. */
  private Dense attentionInputs(String prefix, String first, long outputs, long hidden) {
    String name = prefix + "attention." + first;
    return new Dense(
        Parameter.of(name + " and on", get(name + ".weight").offset(), outputs, hidden),
        Parameter.of("their biases", get(name + ".bias").offset(), outputs));
  }
}
