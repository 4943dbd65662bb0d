package io.github.albert4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlbertConfigTest {
  @TempDir Path folder;

  private AlbertConfig read(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
    return AlbertConfig.read(folder);
  }

  @Test
  void readsEveryField() throws IOException {
    AlbertConfig config =
        read(
            """
            {"model_type": "albert", "architectures": ["AlbertForSequenceClassification"],
             "vocab_size": 120, "embedding_size": 16, "hidden_size": 32, "num_hidden_layers": 6,
             "num_hidden_groups": 2, "inner_group_num": 3, "num_attention_heads": 4,
             "intermediate_size": 64, "hidden_act": "gelu", "hidden_dropout_prob": 0.25,
             "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0.5,
             "max_position_embeddings": 48, "type_vocab_size": 4, "initializer_range": 0.5,
             "layer_norm_eps": 1e-5, "pad_token_id": 1, "bos_token_id": 7, "eos_token_id": 8,
             "id2label": {"1": "yes", "0": "no"}, "problem_type": "regression",
             "tie_word_embeddings": false, "net_structure_type": 0, "extra": {"a": [1]}}
            """);
    assertThat(config.vocabSize()).isEqualTo(120);
    assertThat(config.embeddingSize()).isEqualTo(16);
    assertThat(config.hiddenSize()).isEqualTo(32);
    assertThat(config.numHiddenLayers()).isEqualTo(6);
    assertThat(config.numHiddenGroups()).isEqualTo(2);
    assertThat(config.innerGroupNum()).isEqualTo(3);
    assertThat(config.numAttentionHeads()).isEqualTo(4);
    assertThat(config.headSize()).isEqualTo(8);
    assertThat(config.intermediateSize()).isEqualTo(64);
    assertThat(config.hiddenAct()).isEqualTo(Activation.GELU);
    assertThat(config.hiddenDropoutProb()).isEqualTo(0.25);
    assertThat(config.attentionProbsDropoutProb()).isZero();
    assertThat(config.classifierDropoutProb()).isEqualTo(0.5);
    assertThat(config.maxPositionEmbeddings()).isEqualTo(48);
    assertThat(config.typeVocabSize()).isEqualTo(4);
    assertThat(config.initializerRange()).isEqualTo(0.5);
    assertThat(config.layerNormEps()).isEqualTo(1e-5);
    assertThat(config.padTokenId()).isEqualTo(1);
    assertThat(config.bosTokenId()).isEqualTo(7);
    assertThat(config.eosTokenId()).isEqualTo(8);
    assertThat(config.architectures()).containsExactly("AlbertForSequenceClassification");
    assertThat(config.labels()).containsExactly("no", "yes");
    assertThat(config.problemType()).isEqualTo("regression");
    assertThat(config.tieWordEmbeddings()).isFalse();
  }

  @Test
  void absentKeysTakeTheDefaultsOfHuggingFace() throws IOException {
    AlbertConfig config = read("{}");
    assertThat(config.hiddenSize()).isEqualTo(4096);
    assertThat(config.numAttentionHeads()).isEqualTo(64);
    assertThat(config.hiddenAct()).isEqualTo(Activation.GELU_NEW);
    assertThat(config.layerNormEps()).isEqualTo(1e-12);
    assertThat(config.labels()).containsExactly("LABEL_0", "LABEL_1");
    assertThat(config.problemType()).isNull();
    assertThat(config.tieWordEmbeddings()).isTrue();
    assertThat(read("{\"num_labels\": 3}").labels()).hasSize(3);
  }

  @Test
  void googlesGeluIsTheTanhForm() throws IOException {
    Files.writeString(folder.resolve("albert_config.json"), "{\"hidden_act\": \"gelu\"}");
    assertThat(AlbertConfig.read(folder).hiddenAct()).isEqualTo(Activation.GELU_NEW);
    assertThat(read("{\"hidden_act\": \"gelu\"}").hiddenAct())
        .as("config.json wins")
        .isEqualTo(Activation.GELU);
  }

  @Test
  void onlyGoogleDropsOutTheFeedForwardsOutputUnasked() throws IOException {
    Files.writeString(folder.resolve("albert_config.json"), "{}");
    assertThat(AlbertConfig.read(folder).ffnOutputDropout()).isTrue();
    assertThat(read("{}").ffnOutputDropout()).isNull();
    assertThat(read("{\"ffn_output_dropout\": true}").ffnOutputDropout()).isTrue();
    assertThat(KnownConfigs.find("albert-base-v1").ffnOutputDropout()).isTrue();
    AlbertConfig off = read("{}").with(json -> json.put("ffn_output_dropout", false));
    assertThat(off.ffnOutputDropout()).isFalse();
    assertThat(off.toJson().path("ffn_output_dropout").asBoolean(true)).isFalse();
  }

  @Test
  void aChangeKeepsTheRestAndIsChecked() throws IOException {
    AlbertConfig config = read("{\"hidden_size\": 32, \"num_attention_heads\": 4}");
    assertThat(config.with(json -> json.put("hidden_dropout_prob", 0.5)).hiddenDropoutProb())
        .isEqualTo(0.5);
    assertThat(config.with(json -> {})).isEqualTo(config);
    assertThatThrownBy(() -> config.with(json -> json.put("num_attention_heads", 5)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("num_attention_heads");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"hidden_size\": \"32\"}|hidden_size",
        "{\"hidden_size\": 32.5}|hidden_size",
        "{\"hidden_size\": 0}|hidden_size",
        "{\"hidden_size\": 4294967360}|hidden_size",
        "{\"hidden_size\": 99999999999999999999999999}|hidden_size",
        "{\"hidden_size\": [32]}|hidden_size",
        "{\"num_attention_heads\": 5}|num_attention_heads",
        "{\"num_hidden_layers\": -1}|num_hidden_layers",
        "{\"hidden_act\": \"gelou\"}|gelu_new",
        "{\"hidden_act\": 3}|hidden_act",
        "{\"layer_norm_eps\": \"1e-12\"}|layer_norm_eps",
        "{\"layer_norm_eps\": 1e999}|layer_norm_eps",
        "{\"layer_norm_eps\": -1e-3}|layer_norm_eps",
        "{\"layer_norm_eps\": NaN}|JSON",
        "{\"model_type\": \"bert\"}|model_type",
        "{\"problem_type\": \"guess\"}|problem_type",
        "{\"question_answering_head\": \"tree\"}|question_answering_head to be \"beam\" or absent",
        "{\"id2label\": {\"0\": \"a\", \"2\": \"b\"}}|id2label",
        "{\"id2label\": {\"0\": \"a\", \"00\": \"b\"}}|id2label",
        "{\"id2label\": []}|id2label",
        "{\"architectures\": \"AlbertModel\"}|architectures",
        "{\"tie_word_embeddings\": 1}|tie_word_embeddings",
        "{\"hidden_size\": 32, \"hidden_size\": 64}|JSON",
        "{\"hidden_size\": 32|JSON",
        "{} {}|JSON",
        "[]|JSON object",
        "``|empty",
      })
  void refuses(String json, String named) {
    assertThatThrownBy(() -> read(json == null ? "" : json))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(named)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 100_000})
  void refusesDeepNesting(int depth) {
    String json = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    assertThatThrownBy(() -> read(json)).isInstanceOf(ModelFormatException.class);
  }

  @Test
  void refusesALargeFile() {
    String json = "{\"a\":\"" + "x".repeat(2 << 20) + "\"}";
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("larger");
  }

  @Test
  void saysWhatAFolderLacks() {
    assertThatThrownBy(() -> AlbertConfig.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("albert_config.json");
  }
}
