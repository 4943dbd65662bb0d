package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.AlbertConfig;
import java.util.Map;

/**
 * Which Hugging Face class a checkpoint's tensors are, where no config says so. Google's SQuAD 2.0
 * head has no such class: the encoder is named, and a key beside it names the head.
 */
final class HeadNames {
  private HeadNames() {}

  /** Sets {@code architectures}, and for a classifier the labels, whose number its bias tells. */
  static void describe(Map<String, TensorInfo> tensors, ObjectNode json) {
    json.putArray("architectures").add(architecture(tensors));
    if (tensors.containsKey(TensorNames.BEAM)) {
      json.put(AlbertConfig.QUESTION_ANSWERING_HEAD, AlbertConfig.BEAM);
    }
    TensorInfo bias = tensors.get("classifier.bias");
    if (bias != null) {
      ObjectNode id2label = json.putObject("id2label");
      ObjectNode label2id = json.putObject("label2id");
      for (int i = 0; i < Math.min(bias.elements(), 1 << 16); i++) {
        id2label.put("" + i, "LABEL_" + i);
        label2id.put("LABEL_" + i, i);
      }
    }
  }

  private static String architecture(Map<String, TensorInfo> tensors) {
    if (tensors.containsKey("predictions.dense.weight")) {
      return tensors.containsKey("sop_classifier.classifier.weight")
          ? "AlbertForPreTraining"
          : "AlbertForMaskedLM";
    }
    if (tensors.containsKey("qa_outputs.weight")) {
      return "AlbertForQuestionAnswering";
    }
    if (tensors.containsKey("classifier.weight")) {
      // Hugging Face's token classifier is the one without a pooler.
      return tensors.containsKey("albert.pooler.weight")
          ? "AlbertForSequenceClassification"
          : "AlbertForTokenClassification";
    }
    return "AlbertModel";
  }
}
