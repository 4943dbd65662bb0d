package io.github.albert4j.tokenizer;

import io.github.albert4j.ModelFormatException;

/** What a model file says of its training, as far as it changes how text is split. */
final class TrainerSpec {
  static final int UNIGRAM = 1;

  private TrainerSpec() {}

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
