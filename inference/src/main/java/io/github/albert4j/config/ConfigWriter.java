package io.github.albert4j.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A config in the form of Hugging Face's {@code config.json}. */
final class ConfigWriter {
  private ConfigWriter() {}

  static ObjectNode toJson(AlbertConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    config.architectures().forEach(json.putArray("architectures")::add);
    json.put("attention_probs_dropout_prob", config.attentionProbsDropoutProb());
    json.put("bos_token_id", config.bosTokenId());
    json.put("classifier_dropout_prob", config.classifierDropoutProb());
    json.put("embedding_size", config.embeddingSize());
    json.put("eos_token_id", config.eosTokenId());
    if (config.ffnOutputDropout() != null) {
      json.put("ffn_output_dropout", config.ffnOutputDropout());
    }
    json.put("hidden_act", config.hiddenAct().configName());
    json.put("hidden_dropout_prob", config.hiddenDropoutProb());
    json.put("hidden_size", config.hiddenSize());
    List<String> labels = config.labels();
    ObjectNode id2label = json.putObject("id2label");
    ObjectNode label2id = json.putObject("label2id");
    for (int i = 0; i < labels.size(); i++) {
      id2label.put("" + i, labels.get(i));
      label2id.put(labels.get(i), i);
    }
    json.put("initializer_range", config.initializerRange());
    json.put("inner_group_num", config.innerGroupNum());
    json.put("intermediate_size", config.intermediateSize());
    json.put("layer_norm_eps", config.layerNormEps());
    json.put("max_position_embeddings", config.maxPositionEmbeddings());
    json.put("model_type", "albert");
    json.put("num_attention_heads", config.numAttentionHeads());
    json.put("num_hidden_groups", config.numHiddenGroups());
    json.put("num_hidden_layers", config.numHiddenLayers());
    json.put("pad_token_id", config.padTokenId());
    if (config.problemType() != null) {
      json.put("problem_type", config.problemType());
    }
    if (config.questionAnsweringHead() != null) {
      json.put(AlbertConfig.QUESTION_ANSWERING_HEAD, config.questionAnsweringHead());
    }
    json.put("tie_word_embeddings", config.tieWordEmbeddings());
    json.put("type_vocab_size", config.typeVocabSize());
    json.put("vocab_size", config.vocabSize());
    return json;
  }
}
