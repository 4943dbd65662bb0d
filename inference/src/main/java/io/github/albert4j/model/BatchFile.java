package io.github.albert4j.model;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.checkpoint.SafetensorsWriter;
import io.github.albert4j.checkpoint.TensorInfo;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batches of ids in a safetensors file, run through a model into another: how a model is held
 * against a reference, without a vocabulary.
 *
 * <p>The inputs are {@code input_ids}, {@code attention_mask} (absent: all 1) and {@code
 * token_type_ids} (absent: all 0), whole numbers, {@code [batch, sequence]} or {@code [batch,
 * choices, sequence]}. A prefix that ends in a dot, as in {@code b0.input_ids}, tells several
 * batches apart, and the outputs carry it too. Other tensors are ignored.
 *
 * <p>The outputs are named as the fields of Hugging Face's outputs. Rows are padded to the batch's
 * sequence length; what stands at padded positions is 0.
 *
 * @since 0.1.0
 */
public final class BatchFile {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** The log probability of what cannot be, as Google's programs have it. */
  private static final float IMPOSSIBLE = -1e30f;

  private final AlbertModel model;
  private final Path path;
  private final SafetensorsFile inputs;
  private final SafetensorsWriter outputs;

  private BatchFile(
      AlbertModel model, Path path, SafetensorsFile inputs, SafetensorsWriter outputs) {
    this.model = model;
    this.path = path;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Runs all batches of a file.
   *
   * @param inputs the file with the batches
   * @param outputs the file to write; it appears whole or not at all
   * @param extra of {@link Output#HIDDEN_STATES} and {@link Output#ATTENTIONS}, those to write
   *     beside the last hidden state, the pooler's output and the head's logits or beams
   * @return how many batches there were
   * @throws ModelFormatException where the file is damaged or holds no batch
   * @throws io.github.albert4j.InvalidInputException for ids that are out of range
   */
  public static int forward(AlbertModel model, Path inputs, Path outputs, Set<Output> extra) {
    Set<Output> wanted = EnumSet.of(Output.LAST_HIDDEN_STATE);
    wanted.addAll(extra);
    if (model.head() != Head.ALBERT) {
      wanted.add(model.head().output());
    }
    if (model.available().contains(Output.POOLER_OUTPUT)) {
      wanted.add(Output.POOLER_OUTPUT);
    }
    if (model.head() == Head.PRETRAINING) {
      wanted.add(Output.SOP_LOGITS);
    }
    try (SafetensorsFile in = SafetensorsFile.open(inputs);
        SafetensorsWriter out = SafetensorsWriter.create(outputs)) {
      BatchFile file = new BatchFile(model, inputs, in, out);
      List<String> prefixes = file.prefixes();
      for (String prefix : prefixes) {
        file.forward(prefix, new Request(wanted, null));
      }
      out.commit();
      return prefixes.size();
    }
  }

  private List<String> prefixes() {
    List<String> prefixes = new ArrayList<>();
    for (String name : inputs.tensors().keySet()) {
      if (name.equals(IDS) || name.endsWith("." + IDS)) {
        prefixes.add(name.substring(0, name.length() - IDS.length()));
      }
    }
    if (prefixes.isEmpty()) {
      throw new ModelFormatException(
          path.toString(), IDS, "a tensor [batch, sequence] of that name", "none");
    }
    return prefixes;
  }

  private void forward(String prefix, Request request) {
    TensorInfo ids = inputs.tensors().get(prefix + IDS);
    long[] shape = ids.shape();
    boolean choices = shape.length == 3;
    if (shape.length != 2 && !choices || Arrays.stream(shape).anyMatch(d -> d < 1)) {
      throw new ModelFormatException(
          path.toString(),
          ids.name(),
          "the shape [batch, sequence] or [batch, choices, sequence]",
          Arrays.toString(shape));
    }
    int length = Math.toIntExact(shape[shape.length - 1]);
    int[][] mask = rows(prefix + MASK, shape);
    PackedBatch batch = PackedBatch.of(rows(ids.name(), shape), rows(prefix + TYPES, shape), mask);
    ModelOutput output = model.forward(batch, request);
    long[] rows = choices ? Arrays.copyOf(shape, 2) : new long[] {shape[0]};
    write(prefix, new Padding(batch, length), output, rows);
  }

  /** A tensor's rows, or null where there is no such tensor. */
  private int @Nullable [][] rows(String name, long[] shape) {
    TensorInfo tensor = inputs.tensors().get(name);
    if (tensor == null) {
      return null;
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new ModelFormatException(
          path.toString(),
          name,
          "the shape " + Arrays.toString(shape) + " of " + IDS,
          Arrays.toString(tensor.shape()));
    }
    int length = (int) shape[shape.length - 1];
    int[][] rows = new int[Math.toIntExact(tensor.elements() / length)][length];
    LongBuffer row = LongBuffer.allocate(length);
    for (int i = 0; i < rows.length; i++) {
      inputs.read(name, (long) i * length, row.clear());
      for (int j = 0; j < length; j++) {
        long value = row.get(j);
        // Beyond an int is beyond every table: the model says so.
        rows[i][j] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
      }
    }
    return rows;
  }

  private void write(String prefix, Padding padding, ModelOutput output, long[] rows) {
    long hidden = model.config().hiddenSize();
    int heads = model.config().numAttentionHeads();
    long n = padding.rows();
    long length = padding.length();
    outputs.add(
        prefix + "last_hidden_state",
        padding.tokens(output.lastHiddenState(), 0, 1),
        n,
        length,
        hidden);
    if (output.poolerOutput() != null) {
      outputs.add(prefix + "pooler_output", output.poolerOutput(), n, hidden);
    }
    if (output.hiddenStates() != null) {
      for (int i = 0; i < output.hiddenStates().length; i++) {
        float[] states = padding.tokens(output.hiddenStates()[i], 0, 1);
        outputs.add(prefix + "hidden_states." + i, states, n, length, hidden);
      }
    }
    if (output.attentions() != null) {
      for (int i = 0; i < output.attentions().length; i++) {
        float[] weights = padding.squares(output.attentions()[i], heads);
        outputs.add(prefix + "attentions." + i, weights, n, heads, length, length);
      }
    }
    if (output.logits() != null) {
      writeLogits(prefix, padding, output.logits(), rows);
    }
    if (output.sopLogits() != null) {
      outputs.add(prefix + "sop_logits", output.sopLogits(), n, 2);
    }
    if (output.answerBeams() != null) {
      writeBeams(prefix, padding, output.answerBeams());
    }
  }

  /** Beams by the names of Hugging Face's XLNet; what a short row does not have is token 0. */
  private void writeBeams(String prefix, Padding padding, AnswerBeam[] beams) {
    int n = beams.length;
    float[] noAnswers = new float[n];
    long[] starts = new long[n * AnswerBeam.STARTS];
    float[] startLogs = new float[starts.length];
    long[] ends = new long[starts.length * AnswerBeam.ENDS];
    float[] endLogs = new float[ends.length];
    Arrays.fill(startLogs, IMPOSSIBLE);
    Arrays.fill(endLogs, IMPOSSIBLE);
    for (int row = 0; row < n; row++) {
      AnswerBeam beam = beams[row];
      noAnswers[row] = beam.noAnswer();
      int start = row * AnswerBeam.STARTS;
      padding.places(row, beam.starts(), starts, startLogs, start);
      for (int i = 0; i < beam.ends().size(); i++) {
        padding.places(row, beam.ends().get(i), ends, endLogs, (start + i) * AnswerBeam.ENDS);
      }
    }
    outputs.add(prefix + "start_top_log_probs", startLogs, n, AnswerBeam.STARTS);
    outputs.add(prefix + "start_top_index", starts, n, AnswerBeam.STARTS);
    outputs.add(prefix + "end_top_log_probs", endLogs, n, AnswerBeam.STARTS * AnswerBeam.ENDS);
    outputs.add(prefix + "end_top_index", ends, n, AnswerBeam.STARTS * AnswerBeam.ENDS);
    outputs.add(prefix + "cls_logits", noAnswers, n);
  }

  private void writeLogits(String prefix, Padding padding, float[] logits, long[] rows) {
    long n = padding.rows();
    long length = padding.length();
    switch (model.head()) {
      case MASKED_LM, TOKEN_CLASSIFICATION, PRETRAINING -> {
        String name = model.head() == Head.PRETRAINING ? "prediction_logits" : "logits";
        float[] padded = padding.tokens(logits, 0, 1);
        outputs.add(prefix + name, padded, n, length, padded.length / (n * length));
      }
      case QUESTION_ANSWERING -> {
        outputs.add(prefix + "start_logits", padding.tokens(logits, 0, 2), n, length);
        outputs.add(prefix + "end_logits", padding.tokens(logits, 1, 2), n, length);
      }
      case SEQUENCE_CLASSIFICATION -> outputs.add(prefix + "logits", logits, n, logits.length / n);
      case MULTIPLE_CHOICE -> outputs.add(prefix + "logits", logits, rows);
      case ALBERT, QUESTION_ANSWERING_BEAM ->
          throw new AssertionError(model.head() + " has no logits");
    }
  }

  /** Puts packed rows where they stood in the padded batch. */
  private record Padding(PackedBatch batch, int length) {
    int rows() {
      return batch.rows();
    }

    /**
     * {@code [tokens, width]} to {@code [rows, length, width / step]}, taking every step-th value.
     */
    float[] tokens(float[] packed, int first, int step) {
      int width = packed.length / batch.tokens();
      int kept = width / step;
      float[] padded = new float[Math.multiplyExact(Math.multiplyExact(rows(), length), kept)];
      for (int row = 0; row < rows(); row++) {
        for (int t = batch.rowStarts()[row]; t < batch.rowStarts()[row + 1]; t++) {
          int to = (row * length + batch.positionIds()[t]) * kept;
          for (int j = 0; j < kept; j++) {
            padded[to + j] = packed[t * width + first + j * step];
          }
        }
      }
      return padded;
    }

    /** Puts a row's places at {@code at}, with the tokens counted as in the padded row. */
    void places(int row, Places places, long[] tokens, float[] logs, int at) {
      for (int i = 0; i < places.size(); i++) {
        tokens[at + i] = batch.positionIds()[batch.rowStarts()[row] + places.tokens()[i]];
        logs[at + i] = places.logProbabilities()[i];
      }
    }

    /**
     * {@code [heads, own length, own length]} of each row to {@code [rows, heads, length, length]}.
     */
    float[] squares(float[][] packed, int heads) {
      float[] padded = new float[Math.multiplyExact(rows() * heads, length * length)];
      for (int row = 0; row < rows(); row++) {
        int start = batch.rowStarts()[row];
        int n = batch.length(row);
        for (int head = 0; head < heads; head++) {
          int square = (row * heads + head) * length * length;
          for (int i = 0; i < n; i++) {
            int query = square + batch.positionIds()[start + i] * length;
            for (int j = 0; j < n; j++) {
              int key = batch.positionIds()[start + j];
              padded[query + key] = packed[row][(head * n + i) * n + j];
            }
          }
        }
      }
      return padded;
    }
  }
}
