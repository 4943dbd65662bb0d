package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The items of COPA's XML as COPA's JSON has them ({@code premise}, {@code choice1}, {@code
 * choice2}, {@code question}, {@code label} from 0). No document type is loaded.
 */
final class CopaRows implements Rows<JsonNode> {
  private final Path file;
  private final Reader text;
  private final XMLStreamReader xml;
  private int line = 1;

  CopaRows(Path file, Reader text) {
    this.file = file;
    this.text = text;
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      this.xml = factory.createXMLStreamReader(text);
    } catch (XMLStreamException e) {
      throw noXml(e);
    }
  }

  @Override
  public @Nullable JsonNode next() {
    try {
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("item")) {
          return item();
        }
      }
      return null;
    } catch (XMLStreamException e) {
      throw noXml(e);
    }
  }

  /** The parser's message has lines of its own, and says the place again. */
  private InvalidInputException noXml(XMLStreamException e) {
    line = e.getLocation() == null ? line : e.getLocation().getLineNumber();
    String message = String.valueOf(e.getMessage()).replaceFirst("(?s)^ParseError.*Message: ", "");
    return new InvalidInputException(where() + ": not valid XML: " + message.replace('\n', ' '));
  }

  private JsonNode item() throws XMLStreamException {
    line = xml.getLocation().getLineNumber();
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("id", xml.getAttributeValue(null, "id"));
    row.put("question", xml.getAttributeValue(null, "asks-for"));
    String answer = xml.getAttributeValue(null, "most-plausible-alternative");
    if (answer != null) {
      row.put("label", answer.equals("1") ? "0" : answer.equals("2") ? "1" : answer);
    }
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
        String name = xml.getLocalName();
        row.put(
            name.equals("p") ? "premise" : name.replaceFirst("^a", "choice"),
            xml.getElementText().strip());
      }
    }
    return row;
  }

  @Override
  public String where() {
    return file + ", line " + line;
  }

  @Override
  public void close() {
    try {
      text.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
