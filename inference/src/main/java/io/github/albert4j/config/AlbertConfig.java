package io.github.albert4j.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code config.json} under their Hugging Face names.
 *
 * @param vocabSize rows of the word embeddings
 * @param embeddingSize E, the width of the factorised embeddings
 * @param hiddenSize H, the width of the encoder
 * @param numHiddenLayers how often a layer is applied
 * @param numHiddenGroups how many sets of weights these layers share; layer i uses group {@code
 *     floor(i * groups / layers)}
 * @param innerGroupNum blocks in one group, applied one after another
 * @param numAttentionHeads heads; they divide the hidden size
 * @param intermediateSize the width of the feed-forward
 * @param hiddenAct the feed-forward's activation
 * @param classifierDropoutProb dropout before a classifier, in training only like the other two
 * @param maxPositionEmbeddings the longest row, in tokens
 * @param layerNormEps added to the variance in LayerNorm
 * @param architectures the Hugging Face classes the file names, most often one; empty where it
 *     names none
 * @param labels names of the classes in order; LABEL_0 and LABEL_1 where the file says nothing
 * @param problemType {@code regression}, {@code single_label_classification}, {@code
 *     multi_label_classification} or null
 * @param tieWordEmbeddings whether the masked-LM decoder is the word embeddings; where it is, a
 *     {@code predictions.decoder.weight} in the file is not read
 * @param ffnOutputDropout whether in training the hidden dropout applies to the feed-forward's
 *     output too, as in Google's code and never in Hugging Face's; null where the file says nothing
 * @param questionAnsweringHead {@value #BEAM} for Google's SQuAD 2.0 head, which Hugging Face's
 *     ALBERT does not have; null where the file says nothing
 * @since 0.1.0
 */
public record AlbertConfig(
    int vocabSize,
    int embeddingSize,
    int hiddenSize,
    int numHiddenLayers,
    int numHiddenGroups,
    int innerGroupNum,
    int numAttentionHeads,
    int intermediateSize,
    Activation hiddenAct,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double classifierDropoutProb,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double initializerRange,
    double layerNormEps,
    int padTokenId,
    int bosTokenId,
    int eosTokenId,
    List<String> architectures,
    List<String> labels,
    @Nullable String problemType,
    boolean tieWordEmbeddings,
    @Nullable Boolean ffnOutputDropout,
    @Nullable String questionAnsweringHead) {

  /** What Hugging Face calls the file. */
  public static final String FILE = "config.json";

  /** What Google's archives call the file. */
  public static final String GOOGLE_FILE = "albert_config.json";

  /** The key that tells Google's SQuAD 2.0 head from a linear one. */
  public static final String QUESTION_ANSWERING_HEAD = "question_answering_head";

  /** The value of {@link #QUESTION_ANSWERING_HEAD} for a beam of starts and ends. */
  public static final String BEAM = "beam";

  public AlbertConfig {
    architectures = List.copyOf(architectures);
    labels = List.copyOf(labels);
  }

  /** The width of one attention head. */
  public int headSize() {
    return hiddenSize / numAttentionHeads;
  }

  /** Whether the file says that questions are answered by Google's SQuAD 2.0 head. */
  public boolean answersByBeam() {
    return BEAM.equals(questionAnsweringHead);
  }

  /** The same in the form of {@code config.json}, in which every key is written. */
  public ObjectNode toJson() {
    return ConfigWriter.toJson(this);
  }

  /** The same for a vocabulary of another size. */
  public AlbertConfig withVocabSize(int pieces) {
    return with(json -> json.put("vocab_size", pieces));
  }

  /**
   * The same with some keys changed.
   *
   * @param change makes them, in the form of {@code config.json}
   * @throws ModelFormatException where a value is out of range or does not fit the others
   */
  public AlbertConfig with(Consumer<ObjectNode> change) {
    ObjectNode json = toJson();
    change.accept(json);
    return ConfigReader.read(json, "a changed " + FILE);
  }

  /**
   * Reads a file in the form of {@code config.json}.
   *
   * @throws ModelFormatException as {@link #read}
   */
  public static AlbertConfig readFile(Path file) {
    return ConfigReader.read(file, file.endsWith(GOOGLE_FILE));
  }

  /**
   * Reads {@code config.json}, or where there is none {@code albert_config.json}, whose "gelu" is
   * the tanh form. A key that is absent takes Hugging Face's default; a key that is not known is
   * left alone.
   *
   * @throws ModelFormatException where the folder has neither file, or a value is of the wrong
   *     type, out of range or does not fit the others
   */
  public static AlbertConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      return ConfigReader.read(file, false);
    }
    Path google = folder.resolve(GOOGLE_FILE);
    if (Files.isRegularFile(google)) {
      return ConfigReader.read(google, true);
    }
    throw new ModelFormatException(
        folder.toString(),
        null,
        "a model folder with " + FILE + " or " + GOOGLE_FILE,
        Files.isDirectory(folder) ? "neither" : "no such folder");
  }
}
