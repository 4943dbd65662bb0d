package io.github.albert4j.checkpoint;

import java.util.regex.Pattern;

/** What files call tensors, over the years, and what Hugging Face calls them today. */
final class TensorNames {
  static final String BIAS = "predictions.bias";
  static final String BIAS_TWIN = "predictions.decoder.bias";

  /** What a checkpoint with Google's SQuAD 2.0 head has. */
  static final String BEAM = "start_logits.dense.weight";

  private static final Pattern BARE = Pattern.compile("(embeddings|encoder|pooler)\\..*");

  private TensorNames() {}

  /** Today's name of a tensor in a Hugging Face file. */
  static String canonical(String nameInFile) {
    String name = nameInFile;
    if (name.startsWith("module.")) { // saved out of a data-parallel wrapper
      name = name.substring("module.".length());
    }
    if (BARE.matcher(name).matches()) { // saved by a bare AlbertModel
      name = "albert." + name;
    }
    if (name.endsWith(".gamma")) { // converted from TensorFlow, long ago
      name = name.substring(0, name.length() - "gamma".length()) + "weight";
    } else if (name.endsWith(".beta")) {
      name = name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return name;
  }

  /**
   * Whether a tensor is a buffer that older files hold: a row of positions or of types, no weight.
   */
  static boolean isBuffer(String canonicalName) {
    return canonicalName.endsWith(".position_ids") || canonicalName.endsWith(".token_type_ids");
  }
}
