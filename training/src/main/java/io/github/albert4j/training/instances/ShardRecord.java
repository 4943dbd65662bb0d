package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Instance.Kind;
import io.github.albert4j.training.instances.Instance.SentenceOrder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An instance as bytes: {@code u16 length, u16 second start, u16 predictions, u8 order, u8 0}, ids,
 * positions (u16), labels, kinds (u8), and zeros up to a multiple of 8.
 */
final class ShardRecord {
  private static final Kind[] KINDS = Kind.values();
  private static final SentenceOrder[] ORDERS = SentenceOrder.values();

  private ShardRecord() {}

  static int bytes(int length, int predictions, int idBytes) {
    int bytes =
        ShardHeader.RECORD + length * idBytes + predictions * (Short.BYTES + idBytes + Byte.BYTES);
    return (bytes + 7) & ~7;
  }

  /** The largest that an instance can be. */
  static int mostBytes(int maxLength, int idBytes) {
    return bytes(maxLength, maxLength, idBytes);
  }

  static void write(Instance instance, int idBytes, ByteBuffer out) {
    int predictions = instance.maskedPositions().length;
    int end = out.position() + bytes(instance.length(), predictions, idBytes);
    out.putShort((short) instance.length()).putShort((short) instance.secondStart());
    out.putShort((short) predictions).put((byte) instance.order().ordinal()).put((byte) 0);
    ids(instance.inputIds(), idBytes, out);
    for (int position : instance.maskedPositions()) {
      out.putShort((short) position);
    }
    ids(instance.maskedLabels(), idBytes, out);
    for (Kind kind : instance.kinds()) {
      out.put((byte) kind.ordinal());
    }
    while (out.position() < end) {
      out.put((byte) 0);
    }
  }

  private static void ids(int[] ids, int idBytes, ByteBuffer out) {
    for (int id : ids) {
      if (idBytes == Short.BYTES) {
        out.putShort((short) id);
      } else {
        out.putInt(id);
      }
    }
  }

  /**
   * Reads the instance at a place, or gives null where there is none that could be.
   *
   * @param end where its bytes must have ended
   */
  static @Nullable Instance read(ByteBuffer in, int at, long end, ShardHeader header) {
    if (at + ShardHeader.RECORD > end) {
      return null;
    }
    int idBytes = header.idBytes();
    int length = in.getShort(at) & 0xFFFF;
    int secondStart = in.getShort(at + 2) & 0xFFFF;
    int predictions = in.getShort(at + 4) & 0xFFFF;
    int order = in.get(at + 6);
    boolean possible =
        length <= header.maxLength()
            && secondStart <= length
            && predictions <= length
            && order >= 0
            && order < ORDERS.length
            && at + (long) bytes(length, predictions, idBytes) <= end;
    if (!possible) {
      return null;
    }
    int place = at + ShardHeader.RECORD;
    int[] ids = ids(in, place, length, idBytes);
    place += length * idBytes;
    int[] positions = new int[predictions];
    for (int i = 0; i < predictions; i++) {
      positions[i] = in.getShort(place + 2 * i) & 0xFFFF;
      possible &= positions[i] < length && (i == 0 || positions[i] > positions[i - 1]);
    }
    place += 2 * predictions;
    int[] labels = ids(in, place, predictions, idBytes);
    place += predictions * idBytes;
    Kind[] kinds = new Kind[predictions];
    for (int i = 0; i < predictions; i++) {
      int kind = in.get(place + i);
      if (kind < 0 || kind >= KINDS.length) {
        return null;
      }
      kinds[i] = KINDS[kind];
    }
    possible &= allBelow(ids, header.vocabularySize()) && allBelow(labels, header.vocabularySize());
    return possible
        ? new Instance(ids, secondStart, positions, labels, kinds, ORDERS[order])
        : null;
  }

  private static int[] ids(ByteBuffer in, int at, int length, int idBytes) {
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = idBytes == Short.BYTES ? in.getShort(at + 2 * i) & 0xFFFF : in.getInt(at + 4 * i);
    }
    return ids;
  }

  private static boolean allBelow(int[] ids, int vocabularySize) {
    for (int id : ids) {
      if (id < 0 || id >= vocabularySize) {
        return false;
      }
    }
    return true;
  }
}
