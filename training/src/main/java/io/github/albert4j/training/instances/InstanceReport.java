package io.github.albert4j.training.instances;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.training.instances.Instance.Kind;
import java.util.Arrays;

/**
 * What was made of a text.
 *
 * @param corpus what the text is
 * @param dupeFactor how many times it was cut and masked
 * @param pairs instances
 * @param tokens of all instances, special ones included
 * @param predictions masked positions
 * @param masked of those, {@code [MASK]}
 * @param random of those, another piece
 * @param kept of those, the piece itself
 * @param shortOfBudget positions fewer than the share asks for
 * @param ngrams runs that were hidden as one, by length in words from 1
 * @param labelled pairs with a label of sentence order
 * @param swapped of those, swapped
 * @param cutPairs pairs that were longer than there was room
 * @param cutPieces pieces cut off from them
 * @param lostPieces pieces of documents too short for a pair
 * @param tokenizeSeconds splitting and tokenising, once
 * @param makeSeconds making and writing the instances
 * @since 0.1.0
 */
public record InstanceReport(
    TokenizedCorpus.Summary corpus,
    int dupeFactor,
    long pairs,
    long tokens,
    long predictions,
    long masked,
    long random,
    long kept,
    long shortOfBudget,
    long[] ngrams,
    long labelled,
    long swapped,
    long cutPairs,
    long cutPieces,
    long lostPieces,
    double tokenizeSeconds,
    double makeSeconds) {

  /** By length from 1, as far as there are any, and at least to the usual longest. */
  private static long[] lengths(long[] ngrams) {
    int last = ngrams.length - 1;
    while (last > InstanceOptions.USUAL_NGRAM && ngrams[last] == 0) {
      last--;
    }
    return Arrays.copyOfRange(ngrams, 1, last + 1);
  }

  static InstanceReport of(
      TokenizedCorpus.Summary corpus,
      int dupeFactor,
      Tally tally,
      long lostPieces,
      double tokenizeSeconds,
      double makeSeconds) {
    long masked = tally.kinds[Kind.MASK.ordinal()];
    long random = tally.kinds[Kind.RANDOM.ordinal()];
    long kept = tally.kinds[Kind.KEPT.ordinal()];
    return new InstanceReport(
        corpus,
        dupeFactor,
        tally.instances,
        tally.tokens,
        masked + random + kept,
        masked,
        random,
        kept,
        tally.shortOfBudget,
        lengths(tally.ngrams),
        tally.ordered,
        tally.swapped,
        tally.cutPairs,
        tally.cutPieces,
        lostPieces,
        tokenizeSeconds,
        makeSeconds);
  }

  /** The report as {@code report.json} has it; shares are from 0 to 1. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("documents", corpus.documents());
    json.put("segments", corpus.segments());
    json.put("segments_per_document", ratio(corpus.segments(), corpus.documents()));
    json.put("pieces", corpus.pieces());
    json.put("unknown_pieces", corpus.unknown());
    json.put("characters", corpus.characters());
    json.put("dupe_factor", dupeFactor);
    json.put("pairs", pairs);
    json.put("tokens", tokens);
    json.put("tokens_per_pair", ratio(tokens, pairs));
    ObjectNode hidden = json.putObject("masked");
    hidden.put("positions", predictions);
    hidden.put("share_of_tokens", ratio(predictions, tokens));
    hidden.put("short_of_budget", shortOfBudget);
    hidden.put("mask", ratio(masked, predictions));
    hidden.put("random", ratio(random, predictions));
    hidden.put("kept", ratio(kept, predictions));
    ObjectNode runs = json.putObject("ngrams");
    long sum = Arrays.stream(ngrams).sum();
    for (int i = 0; i < ngrams.length; i++) {
      runs.put(String.valueOf(i + 1), ratio(ngrams[i], sum));
    }
    json.put("labelled_pairs", labelled);
    json.put("swapped", ratio(swapped, labelled));
    json.put("cut_pairs", cutPairs);
    json.put("cut_pieces", cutPieces);
    json.put("lost_pieces", lostPieces);
    json.put("share_of_text_used", 1 - ratio(cutPieces + lostPieces, corpus.pieces() * dupeFactor));
    json.put("tokenize_seconds", round(tokenizeSeconds));
    json.put("make_seconds", round(makeSeconds));
    json.put("tokens_per_second", Math.round(tokens / Math.max(1e-9, makeSeconds)));
    return json;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : round((double) part / whole);
  }

  private static double round(double value) {
    return Math.round(value * 1e5) / 1e5;
  }
}
