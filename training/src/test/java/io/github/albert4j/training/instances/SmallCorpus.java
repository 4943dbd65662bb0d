package io.github.albert4j.training.instances;

import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import io.github.albert4j.tokenizer.TokenizerOptions;
import io.github.albert4j.training.instances.CorpusOptions.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Vocabularies and texts made for tests. */
public final class SmallCorpus {
  public static final int WORDS = 500;

  private SmallCorpus() {}

  /**
   * ALBERT's reserved pieces, words {@code w0} … of one piece, and letters to spell other words
   * with.
   */
  public static AlbertTokenizer tokenizer() {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<pad>", 0, Type.CONTROL));
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    for (String name : List.of("[CLS]", "[SEP]", "[MASK]")) {
      pieces.add(new Piece(name, 0, Type.CONTROL));
    }
    for (String name : List.of("(", ")", "\"", "-", ".", "–", "£", "€")) {
      pieces.add(new Piece(name, 0, Type.USER_DEFINED));
    }
    for (String text : List.of("▁", ",", "'", "?", "!", ";", "▁a", "a", "b", "c", "ab", "1", "é")) {
      pieces.add(new Piece(text, -6, Type.NORMAL));
    }
    for (int i = 0; i < WORDS; i++) {
      pieces.add(new Piece("▁w" + i, -3, Type.NORMAL));
    }
    return AlbertTokenizer.of(
        SentencePieceModel.of(pieces, new byte[0], true, true, "a test"), TokenizerOptions.GOOGLE);
  }

  /** Documents of lines of words of one piece. */
  public static String documents(Random random, int documents, int mostLines, int mostWords) {
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < documents; d++) {
      for (int n = 1 + random.nextInt(mostLines); n > 0; n--) {
        line(text, random, 1 + random.nextInt(mostWords)).append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  public static StringBuilder line(StringBuilder text, Random random, int words) {
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append('w').append(random.nextInt(WORDS));
    }
    return text;
  }

  public static TokenizedCorpus corpus(Path folder, String text, CorpusOptions options) {
    Path file = folder.resolve("text.txt");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TokenizedCorpus.prepare(
        TextFiles.of(List.of(file)), tokenizer(), options, folder.resolve("corpus"), n -> {});
  }

  public static TokenizedCorpus lines(Path folder, String text) {
    return corpus(folder, text, new CorpusOptions(Segments.LINE, List.of(), 2, 64 << 20));
  }

  public static List<Instance> all(InstanceSource source, long seed, long epoch) {
    try (InstanceSource.Epoch instances = source.epoch(seed, epoch)) {
      List<Instance> all = new ArrayList<>();
      for (long i = 0; i < instances.size(); i++) {
        all.add(instances.get(i));
      }
      return all;
    }
  }

  /** A, with what was there before masking. */
  static int[] first(Instance instance) {
    return Arrays.copyOfRange(restored(instance), 1, instance.secondStart() - 1);
  }

  /** B, with what was there before masking. */
  static int[] second(Instance instance) {
    return Arrays.copyOfRange(restored(instance), instance.secondStart(), instance.length() - 1);
  }

  private static int[] restored(Instance instance) {
    int[] ids = instance.inputIds().clone();
    for (int i = 0; i < instance.maskedPositions().length; i++) {
      ids[instance.maskedPositions()[i]] = instance.maskedLabels()[i];
    }
    return ids;
  }
}
