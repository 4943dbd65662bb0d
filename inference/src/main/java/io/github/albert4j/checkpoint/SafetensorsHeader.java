package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file: eight bytes with the header's length N, N bytes of JSON, and the tensors'
 * bytes, which cover the rest of the file without gap or overlap. The rules are those of the
 * format's own library, so that what one refuses the other does not read.
 */
final class SafetensorsHeader {
  /** As in the format's own library, in bytes. */
  static final long MAX_HEADER = 100_000_000;

  private static final int MAX_RANK = 32;

  private final TensorFile file;
  private final long dataStart;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final List<long[]> spans = new ArrayList<>(); // begin, end, index of the tensor

  private SafetensorsHeader(TensorFile file, long dataStart) {
    this.file = file;
    this.dataStart = dataStart;
  }

  /** The tensors of a file, in the order of its header. */
  static List<StoredTensor> read(TensorFile file) {
    if (file.size() < 8) {
      throw bad(file, null, "at least 8 bytes with the header's length", file.size() + " bytes");
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    file.read(0, length, null);
    long headerBytes = length.getLong(0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER || headerBytes > file.size() - 8) {
      throw bad(
          file,
          null,
          "a header of 2 to " + Math.min(MAX_HEADER, file.size() - 8) + " bytes",
          "one that says " + Long.toUnsignedString(headerBytes));
    }
    SafetensorsHeader header = new SafetensorsHeader(file, 8 + headerBytes);
    header.parse(new Slice(file, 8, headerBytes));
    header.checkCover();
    return header.tensors;
  }

  private void parse(InputStream bytes) {
    // A reader that reports bad UTF-8; and no guess at other encodings.
    InputStreamReader text =
        new InputStreamReader(
            bytes,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (JsonParser json = JsonFile.FACTORY.createParser(text)) {
      expect(json.nextToken(), JsonToken.START_OBJECT, "the header to be a JSON object", json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          metadata(json);
        } else {
          tensor(name, json);
        }
      }
      JsonToken after = json.nextToken();
      if (after != null) {
        throw bad(file, null, "nothing after the header's object", "more JSON");
      }
    } catch (JsonProcessingException e) {
      throw JsonFile.notJson(file.path(), e);
    } catch (CharacterCodingException e) {
      throw bad(file, null, "a header in UTF-8", "bytes that are not");
    } catch (IOException e) {
      throw new AlbertException(file.path() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private void metadata(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "__metadata__ to be an object", json);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      expect(json.nextToken(), JsonToken.VALUE_STRING, "__metadata__ to hold strings", json);
    }
  }

  private void tensor(String name, JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "an object for " + quote(name), json);
    @Nullable String dtypeName = null;
    long @Nullable [] shape = null;
    long @Nullable [] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(value, JsonToken.VALUE_STRING, "the dtype's name for " + quote(name), json);
          dtypeName = json.getText();
        }
        case "shape" -> shape = longs(name, field, json);
        case "data_offsets" -> offsets = longs(name, field, json);
        default -> throw bad(file, name, "dtype, shape and data_offsets", quote(field));
      }
    }
    if (dtypeName == null || shape == null || offsets == null) {
      throw bad(file, name, "dtype, shape and data_offsets", "not all of them");
    }
    add(name, dtype(name, dtypeName), shape, offsets);
  }

  private void add(String name, DType dtype, long[] shape, long[] offsets) {
    long room = file.size() - dataStart;
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > room) {
      throw bad(
          file,
          name,
          "data_offsets [begin, end] within the " + room + " bytes after the header",
          Arrays.toString(offsets));
    }
    long bytes = StoredTensor.bytes(dtype, shape);
    if (bytes != offsets[1] - offsets[0]) {
      throw bad(
          file,
          name,
          (bytes < 0 ? "a shape that fits a file" : bytes + " bytes")
              + " for "
              + dtype
              + " "
              + Arrays.toString(shape),
          (offsets[1] - offsets[0]) + " bytes by data_offsets");
    }
    spans.add(new long[] {offsets[0], offsets[1], tensors.size()});
    tensors.add(StoredTensor.dense(name, dtype, shape, file, dataStart + offsets[0]));
  }

  /** The tensors must cover the data from first byte to last, each byte once. */
  private void checkCover() {
    spans.sort(Comparator.<long[]>comparingLong(s -> s[0]).thenComparingLong(s -> s[1]));
    long at = 0;
    for (long[] span : spans) {
      if (span[0] != at) {
        throw bad(
            file,
            tensors.get((int) span[2]).name(),
            "its data to begin where the tensor before ends, at " + at,
            span[0] < at ? "an overlap, from " + span[0] : "a gap up to " + span[0]);
      }
      at = span[1];
    }
    if (at != file.size() - dataStart) {
      throw bad(
          file,
          null,
          "the tensors' " + at + " bytes after the header",
          (file.size() - dataStart) + " bytes: the file is cut off or has something appended");
    }
  }

  private DType dtype(String tensor, String name) {
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw bad(file, tensor, "a dtype of " + Arrays.toString(DType.values()), quote(name));
  }

  private long[] longs(String tensor, String field, JsonParser json) throws IOException {
    String expected = field + " to be a list of whole numbers for " + quote(tensor);
    expect(json.currentToken(), JsonToken.START_ARRAY, expected, json);
    long[] values = new long[MAX_RANK];
    int n = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, expected, json);
      if (n == MAX_RANK) {
        throw bad(file, tensor, "at most " + MAX_RANK + " dimensions", "more");
      }
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw bad(file, tensor, field + " of 0 to 2^63 - 1", json.getText());
      }
      values[n++] = json.getLongValue();
    }
    return Arrays.copyOf(values, n);
  }

  private void expect(@Nullable JsonToken found, JsonToken token, String expected, JsonParser json)
      throws IOException {
    if (found != token) {
      throw bad(file, null, expected, found == null ? "its end" : quote(json.getText()));
    }
  }

  private static String quote(@Nullable String text) {
    return text == null || text.length() > 100 ? "something else" : '"' + text + '"';
  }

  private static ModelFormatException bad(
      TensorFile file, @Nullable String tensor, String expected, String found) {
    return new ModelFormatException(file.path().toString(), tensor, expected, found);
  }

  /** A part of a file as a stream, so that a header is parsed without being held whole. */
  private static final class Slice extends InputStream {
    private final TensorFile file;
    private long at;
    private final long end;

    Slice(TensorFile file, long from, long bytes) {
      this.file = file;
      this.at = from;
      this.end = from + bytes;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (length == 0) {
        return 0;
      }
      int n = (int) Math.min(length, end - at);
      if (n <= 0) {
        return -1;
      }
      file.read(at, ByteBuffer.wrap(bytes, from, n), null);
      at += n;
      return n;
    }
  }
}
