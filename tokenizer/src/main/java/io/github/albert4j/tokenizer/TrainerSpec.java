package io.github.albert4j.tokenizer;

import io.github.albert4j.ModelFormatException;
import java.util.List;

/**
 * What a model file says of its training (sentencepiece_model.proto, {@code TrainerSpec}): read as
 * far as it changes how text is split, written as SentencePiece would for a vocabulary of ours.
 */
final class TrainerSpec {
  static final int UNIGRAM = 1;

  /** The pieces of ALBERT's template and of masking, from id 2. */
  static final List<String> CONTROL_PIECES = List.of("[CLS]", "[SEP]", "[MASK]");

  private TrainerSpec() {}

  /** The flags that SentencePiece's own trainer would have been given. */
  static byte[] write(TrainerOptions options) {
    ProtobufWriter out =
        new ProtobufWriter()
            .number(3, UNIGRAM)
            .number(4, options.vocabularySize())
            .float32(10, (float) options.characterCoverage())
            .number(14, options.seedPieces())
            .number(17, options.subIterations())
            .number(20, options.maxPieceLength());
    if (options.sampleLines() > 0) {
      out.number(11, options.sampleLines()).number(19, 1); // shuffle_input_sentence
    }
    CONTROL_PIECES.forEach(piece -> out.string(30, piece));
    options.userDefined().forEach(piece -> out.string(31, piece));
    return out.number(40, 1) // unk_id
        .number(41, -1) // bos_id
        .number(42, -1) // eos_id
        .number(43, 0) // pad_id
        .toByteArray();
  }

  /** Refuses every kind of model but the unigram one that ALBERT has. */
  static void check(byte[] trainerSpec, String file) {
    ProtobufReader in = new ProtobufReader(trainerSpec, 0, trainerSpec.length, file);
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 3 -> {
          long type = in.number("model_type");
          if (type != UNIGRAM) {
            throw new ModelFormatException(
                file, null, "a unigram model, model_type 1", "model_type " + type);
          }
        }
        case 24 ->
            refuse(in.number("treat_whitespace_as_suffix"), "treat_whitespace_as_suffix", file);
        case 35 -> refuse(in.number("byte_fallback"), "byte_fallback", file);
        default -> in.skip();
      }
    }
  }

  private static void refuse(long flag, String name, String file) {
    if (flag != 0) {
      throw new ModelFormatException(
          file, null, name + " off, as in all ALBERT vocabularies", name + " on");
    }
  }
}
