package io.github.albert4j.vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the unigram vocabulary out of a {@code tokenizer.json}.
 *
 * <p>The file keeps no types of pieces, so they are told anew: the unknown piece by {@code unk_id};
 * added special tokens, {@code [CLS] [SEP] [MASK] <pad>} and {@code <s> </s>} are control pieces,
 * which no text can become; and what else scores 0 is user-defined, since a learnt piece's
 * logarithm is below 0. Only the vocabulary is taken: the rules round it are Google's, which the
 * file's own steps only come near.
 */
final class TokenizerJsonReader {
  private static final int MAX_BYTES = 16 << 20;
  private static final Set<String> CONTROL =
      Set.of("[CLS]", "[SEP]", "[MASK]", "<pad>", "<s>", "</s>");

  private final Path file;

  private TokenizerJsonReader(Path file) {
    this.file = file;
  }

  /**
   * @throws ModelFormatException where the file is no JSON, or its model is no unigram one
   */
  static SentencePieceModel read(Path file) {
    return new TokenizerJsonReader(file).read(JsonFile.readObject(file, MAX_BYTES));
  }

  private SentencePieceModel read(ObjectNode json) {
    JsonNode model = json.path("model");
    JsonNode vocabulary = model.path("vocab");
    if (!vocabulary.isArray() || !model.path("type").asText("Unigram").equals("Unigram")) {
      throw bad(
          "a model of type Unigram, with a list as its vocab",
          model.has("type") ? "type " + JsonFile.nameOf(model.get("type")) : "no such model");
    }
    JsonNode unknown = model.path("unk_id");
    if (!unknown.canConvertToInt() || !unknown.isIntegralNumber()) {
      throw bad("model.unk_id, the unknown piece's id", JsonFile.nameOf(unknown));
    }
    if (model.path("byte_fallback").asBoolean()) {
      throw bad("byte_fallback off, as in all ALBERT vocabularies", "byte_fallback on");
    }
    Set<String> special = specialTokens(json.path("added_tokens"));
    List<Piece> pieces = new ArrayList<>(vocabulary.size());
    for (JsonNode entry : vocabulary) {
      pieces.add(piece(entry, pieces.size(), unknown.intValue(), special));
    }
    return SentencePieceModel.of(
        pieces, charsmap(json.path("normalizer")), true, true, file.toString());
  }

  private Piece piece(JsonNode entry, int id, int unknownId, Set<String> special) {
    if (entry.size() != 2 || !entry.path(0).isTextual() || !entry.path(1).isNumber()) {
      throw bad("entry " + id + " of the vocab as [piece, score]", JsonFile.nameOf(entry));
    }
    String text = entry.get(0).textValue();
    float score = entry.get(1).floatValue();
    Type type =
        id == unknownId
            ? Type.UNKNOWN
            : CONTROL.contains(text) || special.contains(text)
                ? Type.CONTROL
                : score == 0 ? Type.USER_DEFINED : Type.NORMAL;
    return new Piece(text, score, type);
  }

  private static Set<String> specialTokens(JsonNode added) {
    Set<String> special = new HashSet<>();
    for (JsonNode token : added) {
      if (token.path("special").asBoolean()) {
        special.add(token.path("content").asText());
      }
    }
    return special;
  }

  /** The map of the first {@code Precompiled} step; empty where there is none. */
  private byte[] charsmap(JsonNode normalizer) {
    JsonNode map = normalizer.path("precompiled_charsmap");
    if (map.isTextual()) {
      try {
        return Base64.getDecoder().decode(map.textValue());
      } catch (IllegalArgumentException e) {
        throw bad("base64 in the normalizer's precompiled_charsmap", "other characters");
      }
    }
    for (JsonNode step : normalizer.path("normalizers")) {
      byte[] found = charsmap(step); // JsonFile bounds the depth
      if (found.length > 0) {
        return found;
      }
    }
    return new byte[0];
  }

  private ModelFormatException bad(String expected, String found) {
    return new ModelFormatException(file.toString(), null, expected, found);
  }
}
