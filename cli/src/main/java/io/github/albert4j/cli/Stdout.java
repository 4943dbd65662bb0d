package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.AlbertException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output, a line at a time, in UTF-8. Each answer is handed on at once, so that the
 * program can stand in the middle of a pipe.
 */
final class Stdout {
  /** Made for the first answer: a table needs none. */
  private static final class Json {
    static final JsonMapper MAPPER =
        JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_NULL).build();
  }

  /** The reader of a pipe has closed it. */
  static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);

  /** Writes a value as one line of JSON. */
  void json(Object value) {
    try {
      line(Json.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new AlbertException("the answer cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  void line(String line) {
    // A lone half of a surrogate pair has no form in UTF-8; Java would write a question mark.
    byte[] bytes = wellFormed(line).concat("\n").getBytes(StandardCharsets.UTF_8);
    try {
      out.write(bytes);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
        throw new ReaderGone();
      }
      throw new AlbertException("standard output cannot be written to: " + reason, e);
    }
  }

  private static String wellFormed(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < line.length()
          && Character.isLowSurrogate(line.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return line.codePoints()
            .map(p -> Character.getType(p) == Character.SURROGATE ? 0xfffd : p)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return line;
  }
}
