package io.github.albert4j.training.task;

import io.github.albert4j.evaluation.task.Row;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.gradient.Targets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What training data are told apart by: a digest of rows and answers. */
final class Fingerprint {
  private static final int BYTES = 8;

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }

  static String of(Units units) {
    Fingerprint fingerprint = new Fingerprint();
    for (int unit = 0; unit < units.size(); unit++) {
      List<Row> rows = units.rows(unit);
      PackedBatch packed = Row.pack(rows);
      fingerprint.add(packed.ids());
      fingerprint.add(packed.tokenTypeIds());
      fingerprint.add(units.targets(List.of(unit), packed));
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest(), 0, BYTES);
  }

  private void add(Targets targets) {
    if (targets instanceof Targets.Labels labels) {
      add(labels.labels());
    } else if (targets instanceof Targets.RowValues values) {
      for (float value : values.values()) {
        add(Float.floatToIntBits(value));
      }
    } else if (targets instanceof Targets.Choices choices) {
      add(choices.choices());
      add(choices.labels());
    } else if (targets instanceof Targets.Spans spans) {
      add(spans.starts());
      add(spans.ends());
    }
  }

  private void add(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (values.length + 1));
    bytes.putInt(values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    digest.update(bytes.array());
  }
}
