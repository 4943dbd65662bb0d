package io.github.albert4j.vocabulary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.tokenizer.CleaningRules;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import java.util.Base64;

/**
 * A vocabulary in Hugging Face's own form. From {@code spiece.model} alone Hugging Face makes added
 * tokens of the user-defined pieces, {@code ( ) " - . – £ €}, and starts a new word after each;
 * here they stay plain pieces of score 0, so that text becomes the pieces the model was trained on.
 */
final class TokenizerJsonWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SentencePieceModel model;

  TokenizerJsonWriter(SentencePieceModel model) {
    this.model = model;
  }

  /** The content of {@code tokenizer.json}. */
  ObjectNode tokenizer() {
    ObjectNode json = JSON.objectNode();
    json.put("version", "1.0");
    json.putNull("truncation");
    json.putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    for (String name : names()) {
      ObjectNode token = added.addObject();
      token.put("id", model.id(name));
      describe(token, name);
      token.put("special", true);
    }
    json.set("normalizer", normalizer());
    ObjectNode split = json.putObject("pre_tokenizer").put("type", "Sequence");
    split.putArray("pretokenizers").add(step("WhitespaceSplit")).add(metaspace());
    json.set("post_processor", template());
    json.set("decoder", metaspace());
    ObjectNode unigram = json.putObject("model").put("type", "Unigram");
    unigram.put("unk_id", model.unknownId());
    unigram.put("byte_fallback", false);
    ArrayNode vocabulary = unigram.putArray("vocab");
    for (Piece piece : model.pieces()) {
      vocabulary.addArray().add(piece.text()).add((double) piece.score());
    }
    return json;
  }

  /**
   * The content of {@code tokenizer_config.json}. The class is the plain one that takes {@code
   * tokenizer.json} at its word: ALBERT's own puts steps of its own in its place.
   *
   * @param maxLength the longest row, in tokens
   */
  ObjectNode config(int maxLength) {
    ObjectNode json = JSON.objectNode();
    ObjectNode decoder = json.putObject("added_tokens_decoder");
    for (String name : names()) {
      describe(decoder.putObject("" + model.id(name)), name).put("special", true);
    }
    json.put("bos_token", "[CLS]");
    json.put("clean_up_tokenization_spaces", true);
    json.put("cls_token", "[CLS]");
    json.put("eos_token", "[SEP]");
    describe(json.putObject("mask_token").put("__type", "AddedToken"), "[MASK]");
    json.putArray("model_input_names").add("input_ids").add("token_type_ids").add("attention_mask");
    json.put("model_max_length", maxLength);
    json.put("pad_token", "<pad>");
    json.put("sep_token", "[SEP]");
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    json.put("unk_token", unknown());
    return json;
  }

  private String[] names() {
    return new String[] {"<pad>", unknown(), "[CLS]", "[SEP]", "[MASK]"};
  }

  private String unknown() {
    return model.pieces().get(model.unknownId()).text();
  }

  private static ObjectNode describe(ObjectNode token, String name) {
    return token
        .put("content", name)
        .put("single_word", false)
        .put("lstrip", name.equals("[MASK]")) // the space before it belongs to it
        .put("rstrip", false)
        .put("normalized", false);
  }

  private ObjectNode normalizer() {
    ObjectNode all = step("Sequence");
    ArrayNode steps = all.putArray("normalizers");
    // Hugging Face's own StripAccents and white space are other sets of characters.
    steps.add(replace(CleaningRules.rareWhiteSpace(), " ")).add(step("NFKD"));
    steps.add(replace(CleaningRules.marks(), "")).add(step("Lowercase"));
    byte[] charsmap = model.precompiledCharsmap();
    if (charsmap.length > 0) {
      steps.add(
          step("Precompiled")
              .put("precompiled_charsmap", Base64.getEncoder().encodeToString(charsmap)));
    }
    return all;
  }

  private static ObjectNode replace(String pattern, String content) {
    ObjectNode replace = step("Replace");
    replace.putObject("pattern").put("Regex", pattern);
    return replace.put("content", content);
  }

  private static ObjectNode metaspace() {
    return step("Metaspace")
        .put("replacement", "▁")
        .put("prepend_scheme", "always")
        .put("split", true);
  }

  private ObjectNode template() {
    ObjectNode template = step("TemplateProcessing");
    ArrayNode single = template.putArray("single");
    single.add(special("[CLS]", 0)).add(sequence("A", 0)).add(special("[SEP]", 0));
    ArrayNode pair = template.putArray("pair").addAll(single.deepCopy());
    pair.add(sequence("B", 1)).add(special("[SEP]", 1));
    ObjectNode tokens = template.putObject("special_tokens");
    for (String name : new String[] {"[CLS]", "[SEP]"}) {
      ObjectNode token = tokens.putObject(name).put("id", name);
      token.putArray("ids").add(model.id(name));
      token.putArray("tokens").add(name);
    }
    return template;
  }

  private static ObjectNode special(String name, int type) {
    return part("SpecialToken", name, type);
  }

  private static ObjectNode sequence(String name, int type) {
    return part("Sequence", name, type);
  }

  private static ObjectNode part(String kind, String name, int type) {
    ObjectNode part = JSON.objectNode();
    part.putObject(kind).put("id", name).put("type_id", type);
    return part;
  }

  private static ObjectNode step(String type) {
    return JSON.objectNode().put("type", type);
  }
}
