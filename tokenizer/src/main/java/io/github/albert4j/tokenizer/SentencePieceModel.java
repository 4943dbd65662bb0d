package io.github.albert4j.tokenizer;

import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A SentencePiece model file of the unigram kind (sentencepiece_model.proto): pieces with their
 * scores and types, and how the normaliser behaves. Immutable.
 *
 * @since 0.1.0
 */
public final class SentencePieceModel {
  /** What a space becomes inside pieces, U+2581. */
  public static final char SPACE = '▁';

  private static final long MAX_FILE = 256L << 20;

  /**
   * One entry of the vocabulary.
   *
   * @param text the piece, {@code ▁} for a space
   * @param score its log probability, in natural logarithms; 0 for what is not learnt
   */
  public record Piece(String text, float score, Type type) {}

  /** What a piece is for; the order is that of the file format, from 1. */
  public enum Type {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE
  }

  private final List<Piece> pieces;
  private final Map<String, Integer> ids;
  private final int unknownId;
  private final byte[] trainerSpec;
  private final byte[] normalizerSpec;
  private final byte[] otherFields;
  private final byte[] charsmapBlob;
  private final boolean addDummyPrefix;
  private final boolean removeExtraWhitespaces;
  private final Charsmap charsmap;

  private SentencePieceModel(
      List<Piece> pieces,
      byte[] trainerSpec,
      byte[] normalizerSpec,
      byte[] otherFields,
      String file) {
    this.pieces = List.copyOf(pieces);
    this.trainerSpec = trainerSpec;
    this.normalizerSpec = normalizerSpec;
    this.otherFields = otherFields;
    this.ids = new HashMap<>(2 * pieces.size());
    this.unknownId = index(file);
    TrainerSpec.check(trainerSpec, file);
    byte[] blob = new byte[0];
    boolean dummyPrefix = true;
    boolean removeExtra = true;
    ProtobufReader in = new ProtobufReader(normalizerSpec, 0, normalizerSpec.length, file);
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 2 -> blob = in.bytes("precompiled_charsmap");
        case 3 -> dummyPrefix = in.number("add_dummy_prefix") != 0;
        case 4 -> removeExtra = in.number("remove_extra_whitespaces") != 0;
        case 5 -> {
          if (in.number("escape_whitespaces") == 0) {
            throw new ModelFormatException(file, null, "escape_whitespaces on", "off");
          }
        }
        default -> in.skip();
      }
    }
    this.charsmapBlob = blob;
    this.addDummyPrefix = dummyPrefix;
    this.removeExtraWhitespaces = removeExtra;
    this.charsmap = Charsmap.read(blob, file);
  }

  /** Checks the pieces, fills the map of ids and returns the unknown piece's. */
  private int index(String file) {
    int unknown = -1;
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      if (piece.text().isEmpty()) {
        throw new ModelFormatException(file, "piece " + id, "some characters", "none");
      }
      if (hasLoneSurrogate(piece.text())) {
        throw new ModelFormatException(
            file, "piece " + id, "characters", "half of a surrogate pair");
      }
      if (!Float.isFinite(piece.score())) {
        throw new ModelFormatException(
            file, "piece " + id, "a finite score", String.valueOf(piece.score()));
      }
      Integer other = ids.put(piece.text(), id);
      if (other != null) {
        throw new ModelFormatException(
            file, "piece " + id, "each piece once", "the piece " + other + " again");
      }
      if (piece.type() == Type.UNKNOWN) {
        if (unknown >= 0) {
          throw new ModelFormatException(
              file, "piece " + id, "one unknown piece", "a second one beside " + unknown);
        }
        unknown = id;
      }
    }
    if (unknown < 0) {
      throw new ModelFormatException(
          file, null, "an unknown piece, <unk>", pieces.size() + " pieces without one");
    }
    return unknown;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /**
   * Reads a {@code spiece.model}.
   *
   * @throws ModelFormatException when it is damaged or no unigram model
   * @throws AlbertException when it cannot be read
   */
  public static SentencePieceModel read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_FILE) {
        throw new ModelFormatException(
            file.toString(), null, "at most " + MAX_FILE + " bytes", size + " bytes");
      }
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new AlbertException("cannot read the vocabulary " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model from memory.
   *
   * @param file what errors call it
   */
  public static SentencePieceModel read(byte[] bytes, String file) {
    List<Piece> pieces = new ArrayList<>();
    byte[] trainer = new byte[0];
    byte[] normalizer = new byte[0];
    ProtobufWriter others = new ProtobufWriter();
    ProtobufReader in = new ProtobufReader(bytes, 0, bytes.length, file);
    int start = in.position();
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> pieces.add(readPiece(in.message("pieces", pieces.size()), file, pieces.size()));
        case 2 -> trainer = in.bytes("trainer_spec");
        case 3 -> normalizer = in.bytes("normalizer_spec");
        default -> {
          in.skip();
          others.raw(Arrays.copyOfRange(bytes, start, in.position()));
        }
      }
      start = in.position();
    }
    if (pieces.isEmpty()) {
      throw new ModelFormatException(file, null, "pieces of a SentencePiece model", "none");
    }
    return new SentencePieceModel(pieces, trainer, normalizer, others.toByteArray(), file);
  }

  private static Piece readPiece(ProtobufReader in, String file, int id) {
    String text = "";
    float score = 0;
    long type = 1;
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> text = in.string("piece");
        case 2 -> score = in.float32("the score of piece");
        case 3 -> type = in.number("the type of piece");
        default -> in.skip();
      }
    }
    if (type < 1 || type > Type.values().length) {
      throw new ModelFormatException(
          file, "piece " + id, "a type from 1 to 6", String.valueOf(type));
    }
    return new Piece(text, score, TYPES[(int) type - 1]);
  }

  private static final Type[] TYPES = Type.values();

  /**
   * Makes a model from its parts, as tokenizer.json or a trainer has them.
   *
   * @param charsmap {@code precompiled_charsmap}; empty for none
   * @param source what errors call it
   */
  public static SentencePieceModel of(
      List<Piece> pieces,
      byte[] charsmap,
      boolean addDummyPrefix,
      boolean removeExtraWhitespaces,
      String source) {
    ProtobufWriter normalizer = new ProtobufWriter().string(1, "nmt_nfkc");
    if (charsmap.length > 0) {
      normalizer.bytes(2, charsmap);
    }
    normalizer
        .number(3, addDummyPrefix ? 1 : 0)
        .number(4, removeExtraWhitespaces ? 1 : 0)
        .number(5, 1);
    ProtobufWriter trainer =
        new ProtobufWriter().number(3, TrainerSpec.UNIGRAM).number(4, pieces.size());
    int[] reserved = {-1, -1, -1, -1}; // unk, bos, eos, pad
    for (int id = 0; id < pieces.size(); id++) {
      switch (pieces.get(id).text()) {
        case "<s>" -> reserved[1] = id;
        case "</s>" -> reserved[2] = id;
        case "<pad>" -> reserved[3] = id;
        default -> {
          if (pieces.get(id).type() == Type.UNKNOWN) {
            reserved[0] = id;
          }
        }
      }
    }
    for (int i = 0; i < reserved.length; i++) {
      trainer.number(40 + i, reserved[i]);
    }
    return new SentencePieceModel(
        pieces, trainer.toByteArray(), normalizer.toByteArray(), new byte[0], source);
  }

  /** Makes a model that was trained here: a normaliser with the proto's defaults. */
  static SentencePieceModel trained(List<Piece> pieces, byte[] trainerSpec, byte[] charsmap) {
    ProtobufWriter normalizer = new ProtobufWriter().string(1, "nmt_nfkc").bytes(2, charsmap);
    return new SentencePieceModel(
        pieces, trainerSpec, normalizer.toByteArray(), new byte[0], "the trained vocabulary");
  }

  /** The file's content; a model that was read gives the bytes that it was read from. */
  public byte[] toByteArray() {
    ProtobufWriter out = new ProtobufWriter();
    for (Piece piece : pieces) {
      ProtobufWriter one = new ProtobufWriter().string(1, piece.text()).float32(2, piece.score());
      if (piece.type() != Type.NORMAL) {
        one.number(3, piece.type().ordinal() + 1);
      }
      out.bytes(1, one.toByteArray());
    }
    return out.bytes(2, trainerSpec).bytes(3, normalizerSpec).raw(otherFields).toByteArray();
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(aside, toByteArray());
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AlbertException("cannot write the vocabulary " + file + ": " + e.getMessage(), e);
    }
  }

  /** All pieces, by id. */
  public List<Piece> pieces() {
    return pieces;
  }

  /** The piece's id, or -1. */
  public int id(String piece) {
    return ids.getOrDefault(piece, -1);
  }

  /** The id of the unknown piece. */
  public int unknownId() {
    return unknownId;
  }

  /** Whether a space is put before every text. */
  public boolean addDummyPrefix() {
    return addDummyPrefix;
  }

  /** Whether runs of spaces become one, and those at the ends none. */
  public boolean removeExtraWhitespaces() {
    return removeExtraWhitespaces;
  }

  /** The normaliser's map as the file has it. */
  public byte[] precompiledCharsmap() {
    return charsmapBlob.clone();
  }

  Charsmap charsmap() {
    return charsmap;
  }
}
