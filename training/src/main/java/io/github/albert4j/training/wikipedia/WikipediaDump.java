package io.github.albert4j.training.wikipedia;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a {@code pages-articles} dump, in order, as a stream: memory is that of the longest
 * page. The form is MediaWiki's <a href="https://www.mediawiki.org/wiki/Help:Export">export
 * format</a>; of a page with several revisions the last counts.
 *
 * <p>Not for more than one thread.
 */
final class WikipediaDump implements AutoCloseable {
  /** MediaWiki's own limit is 2 MiB. */
  private static final int LONGEST_TEXT = 1 << 24;

  private final Path file;
  private final DumpStream stream;
  private final XMLStreamReader xml;
  private Namespaces namespaces = Namespaces.COMMON;

  private WikipediaDump(Path file, DumpStream stream) throws XMLStreamException {
    this.file = file;
    this.stream = stream;
    this.xml = factory().createXMLStreamReader(stream, "UTF-8");
  }

  /**
   * Opens a dump.
   *
   * @param read told of bytes that were read from the disk
   * @throws InvalidInputException where it is no MediaWiki export
   */
  static WikipediaDump open(Path file, LongConsumer read) {
    DumpStream stream = DumpStream.open(file, read);
    try {
      WikipediaDump dump = new WikipediaDump(file, stream);
      try {
        dump.requireRoot();
        return dump;
      } catch (XMLStreamException e) {
        throw dump.broken(e);
      }
    } catch (XMLStreamException e) {
      throw new AlbertException(file + ": cannot be read as XML: " + e.getMessage(), e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    // Without a DTD there is no entity but XML's own five; the JDK would count these, and give up
    // after 50 million characters of them.
    String limits = "http://www.oracle.com/xml/jaxp/properties/";
    factory.setProperty(limits + "totalEntitySizeLimit", "0");
    factory.setProperty(limits + "maxGeneralEntitySizeLimit", "0");
    factory.setProperty(limits + "entityExpansionLimit", "0");
    return factory;
  }

  private void requireRoot() throws XMLStreamException {
    while (xml.next() != XMLStreamConstants.START_ELEMENT) {
      // comments and the like
    }
    if (!xml.getLocalName().equals("mediawiki")) {
      throw new InvalidInputException(
          file
              + ": expected a MediaWiki export (<mediawiki>), found <"
              + xml.getLocalName()
              + ">: name a pages-articles dump");
    }
  }

  /** The next page, or null after the last. */
  @Nullable Page next() {
    try {
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          if (xml.getLocalName().equals("page")) {
            return page();
          }
          if (xml.getLocalName().equals("namespace")) {
            namespace();
          }
        }
      }
      return null;
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  /** The namespaces whose links show nothing; complete once a page was read. */
  Namespaces namespaces() {
    return namespaces;
  }

  /** Bytes of XML so far. */
  long unpacked() {
    return stream.unpacked();
  }

  private void namespace() throws XMLStreamException {
    String key = xml.getAttributeValue(null, "key");
    String name = xml.getElementText();
    boolean hidden =
        String.valueOf(Namespaces.FILES).equals(key)
            || String.valueOf(Namespaces.CATEGORIES).equals(key);
    if (hidden && !name.isBlank()) {
      namespaces = namespaces.with(name);
    }
  }

  private Page page() throws XMLStreamException {
    String title = "";
    String namespace = String.valueOf(Namespaces.ARTICLES);
    String model = "wikitext";
    boolean redirect = false;
    String text = "";
    for (int event = xml.next(); !endsPage(event); event = xml.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "title" -> title = content();
          case "ns" -> namespace = content().strip();
          case "model" -> model = content().strip();
          case "redirect" -> redirect = true;
          case "text" -> text = content();
          default -> {}
        }
      }
    }
    Page.Kind kind = kind(namespace, redirect, model, text);
    return new Page(kind, title, kind == Page.Kind.ARTICLE ? text : "");
  }

  private boolean endsPage(int event) {
    return event == XMLStreamConstants.END_DOCUMENT
        || event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("page");
  }

  private static Page.Kind kind(String namespace, boolean redirect, String model, String text) {
    if (!namespace.equals(String.valueOf(Namespaces.ARTICLES))) {
      return Page.Kind.OTHER_NAMESPACE;
    }
    if (redirect || text.stripLeading().toUpperCase(Locale.ROOT).startsWith("#REDIRECT")) {
      return Page.Kind.REDIRECT;
    }
    if (!model.equals("wikitext")) {
      return Page.Kind.OTHER_MODEL;
    }
    return text.length() > LONGEST_TEXT ? Page.Kind.TOO_LONG : Page.Kind.ARTICLE;
  }

  /** The text in an element, no more of it than one character over the limit. */
  private String content() throws XMLStreamException {
    StringBuilder content = new StringBuilder();
    for (int depth = 1; depth > 0; ) {
      switch (xml.next()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          int room = LONGEST_TEXT + 1 - content.length();
          content.append(
              xml.getTextCharacters(), xml.getTextStart(), Math.min(room, xml.getTextLength()));
        }
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        default -> {}
      }
    }
    return content.toString();
  }

  private AlbertException broken(XMLStreamException e) {
    AlbertException fault = stream.fault();
    if (fault != null) {
      return fault;
    }
    String why = String.valueOf(e.getMessage());
    int message = why.indexOf("Message: "); // after a line with row and column
    return new AlbertException(
        file
            + ", line "
            + e.getLocation().getLineNumber()
            + " of the XML: "
            + (message < 0 ? why : why.substring(message + "Message: ".length()))
            + " The dump is cut short or damaged: fetch it again",
        e);
  }

  @Override
  public void close() {
    try {
      xml.close();
      stream.close();
    } catch (XMLStreamException | IOException e) {
      // It was only read.
    }
  }
}
