package io.github.albert4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of google-research/albert and their Hugging Face names.
 *
 * <p>ALBERT has no SQuAD 2.0 head in Hugging Face; the variables of Google's are named as those of
 * the same head in Hugging Face's XLNet ({@code start_logits.dense}, {@code end_logits.dense_0} and
 * so on). Variables that are not known keep their names and shapes.
 */
final class TensorFlowNames {
  /** A variable's name today, and whether it is stored as the transpose. */
  record Target(String name, boolean transposed) {}

  private static final Pattern STATE =
      Pattern.compile(
          "global_step|save_counter|beta[12]_power|_CHECKPOINTABLE_OBJECT_GRAPH"
              + "|.*/(adam_[mv]|Adam(_1)?|LAMB(_1)?|AdamWeightDecayOptimizer(_1)?)");

  private static final Pattern LAYER =
      Pattern.compile("encoder/transformer/group_(\\d+)/inner_group_(\\d+)/(.+)");

  private static final Map<String, String> IN_LAYER =
      Map.of(
          "attention_1/self/query", "attention.query",
          "attention_1/self/key", "attention.key",
          "attention_1/self/value", "attention.value",
          "attention_1/output/dense", "attention.dense",
          "LayerNorm", "attention.LayerNorm",
          "ffn_1/intermediate/dense", "ffn",
          "ffn_1/intermediate/output/dense", "ffn_output",
          "LayerNorm_1", "full_layer_layer_norm");

  private static final Map<String, String> OUTSIDE =
      Map.ofEntries(
          Map.entry("embeddings/LayerNorm", "albert.embeddings.LayerNorm"),
          Map.entry(
              "encoder/embedding_hidden_mapping_in", "albert.encoder.embedding_hidden_mapping_in"),
          Map.entry("pooler/dense", "albert.pooler"),
          Map.entry("cls/predictions/transform/dense", "predictions.dense"),
          Map.entry("cls/predictions/transform/LayerNorm", "predictions.LayerNorm"),
          Map.entry("start_logits/dense", "start_logits.dense"),
          Map.entry("end_logits/dense_0", "end_logits.dense_0"),
          Map.entry("end_logits/LayerNorm", "end_logits.LayerNorm"),
          Map.entry("end_logits/dense_1", "end_logits.dense_1"),
          Map.entry("answer_class/dense_0", "answer_class.dense_0"),
          Map.entry("answer_class/dense_1", "answer_class.dense_1"));

  private static final Map<String, String> WHOLE = new LinkedHashMap<>();

  static {
    for (String table : new String[] {"word", "position", "token_type"}) {
      WHOLE.put(
          "embeddings/" + table + "_embeddings",
          "albert.embeddings." + table + "_embeddings.weight");
    }
    WHOLE.put("cls/predictions/output_bias", TensorNames.BIAS);
    head("cls/seq_relationship/", "sop_classifier.classifier.");
    head("cls/squad/", "qa_outputs.");
    head("", "classifier.");
  }

  private static void head(String there, String here) {
    WHOLE.put(there + "output_weights", here + "weight");
    WHOLE.put(there + "output_bias", here + "bias");
  }

  private TensorFlowNames() {}

  /** Whether a variable is the optimiser's or the training loop's, no weight. */
  static boolean isState(String variable) {
    return STATE.matcher(variable).matches();
  }

  static Target target(String variable) {
    String name =
        variable.startsWith("module/") ? variable.substring("module/".length()) : variable;
    name = name.startsWith("bert/") ? name.substring("bert/".length()) : name;
    name = name.replace("/layer_normalization", "/LayerNorm"); // written by Keras
    String whole = WHOLE.get(name);
    if (whole != null) {
      return new Target(whole, false);
    }
    int slash = name.lastIndexOf('/');
    String part = slash < 0 ? "" : name.substring(0, slash);
    String leaf = name.substring(slash + 1);
    Matcher layer = LAYER.matcher(part);
    String module;
    if (layer.matches()) {
      module = IN_LAYER.get(layer.group(3));
      module =
          module == null
              ? null
              : "albert.encoder.albert_layer_groups."
                  + layer.group(1)
                  + ".albert_layers."
                  + layer.group(2)
                  + "."
                  + module;
    } else {
      module = OUTSIDE.get(part);
    }
    if (module == null) {
      return new Target(variable, false);
    }
    return switch (leaf) {
      case "kernel" -> new Target(module + ".weight", true);
      case "gamma" -> new Target(module + ".weight", false);
      case "bias", "beta" -> new Target(module + ".bias", false);
      default -> new Target(variable, false);
    };
  }
}
