package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.config.Activation;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Attention.Inputs;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each piece of the model alone: its backward beside finite differences of its forward. */
class PiecesTest {
  private static final double TOLERANCE = 2e-3;
  private static final int ELEMENTS = 5;

  /** Neighbours of one length, and rows of others. */
  private static final int[] LENGTHS = {7, 5, 5, 5, 1, 3};

  private static Bench bench(double dropout) {
    return new Bench(SmallModel.config(Activation.GELU_NEW, dropout), TaskHead.PRETRAINING);
  }

  private static MicroBatch batch() {
    PackedBatch rows = SmallModel.rows(1, LENGTHS);
    return SmallModel.batch(rows, SmallModel.pretraining(rows));
  }

  private static @Nullable Dropout dropout(double rate) {
    return rate > 0 ? new Dropout(9, 4) : null;
  }

  private static FiniteDifferences differences(DoubleSupplier loss) {
    return new FiniteDifferences(loss, TOLERANCE, ELEMENTS);
  }

  @Test
  void dense() {
    try (Bench bench = bench(0)) {
      Dense dense = bench.layout.denseOf("albert.encoder.embedding_hidden_mapping_in");
      int rows = 5;
      Tensor x = bench.random(rows, 8);
      Tensor residual = bench.random(rows, 16);
      Tensor y = bench.zeros(rows, 16);
      Tensor dy = bench.random(rows, 16);
      Tensor more = bench.random(rows, 8);
      Tensor dx = bench.zeros(rows, 8);
      dense.backward(bench.pass, x, dy, more, dx);
      DoubleSupplier loss =
          () -> {
            dense.forward(bench.pass, x, residual, y);
            return Bench.product(dy, y, rows) + Bench.product(more, x, rows);
          };
      FiniteDifferences differences = differences(loss);
      differences.check("x", x, dx.toArray());
      bench.checkParameters(differences, "albert.encoder.embedding_hidden_mapping_in");
      float[] once = dense.weight().in(bench.gradient).toArray();
      dense.backward(bench.pass, x, dy, null, dx);
      float[] twice = dense.weight().in(bench.gradient).toArray();
      for (int i = 0; i < once.length; i++) {
        assertThat(twice[i]).as("the sum of two gradients").isEqualTo(2 * once[i]);
      }
    }
  }

  @Test
  void normalization() {
    try (Bench bench = bench(0)) {
      Normalization norm = bench.layout.normOf("predictions.LayerNorm", 1e-12);
      int rows = 6;
      Tensor x = bench.random(rows, 8);
      Tensor y = bench.zeros(rows, 8);
      Tensor dy = bench.random(rows, 8);
      Tensor dx = bench.zeros(rows, 8);
      Normalization.Statistics kept = Normalization.Statistics.allocate(bench.arena, rows);
      norm.forward(bench.pass, x, kept, y);
      norm.backward(bench.pass, x, kept, dy, dx);
      DoubleSupplier loss =
          () -> {
            norm.forward(bench.pass, x, kept, y);
            return Bench.product(dy, y, rows);
          };
      FiniteDifferences differences = differences(loss);
      differences.check("x", x, dx.toArray());
      bench.checkParameters(differences, "predictions.LayerNorm");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void attention(double rate) {
    try (Bench bench = bench(rate)) {
      Attention attention = new Attention(bench.config);
      MicroBatch batch = batch();
      int tokens = batch.batch().tokens();
      bench.room.reserve(batch);
      Tensor qkv = bench.random(batch.bucket(), 48);
      Tensor p = bench.room.ofBlock(0).probabilities;
      Tensor context = bench.zeros(batch.bucket(), 16);
      Tensor dContext = bench.random(batch.bucket(), 16);
      Tensor dQkv = bench.zeros(batch.bucket(), 48);
      DoubleSupplier loss =
          () -> {
            attention.forward(bench.run(batch, dropout(rate)), 1, null, Inputs.of(qkv), p, context);
            return Bench.product(dContext, context, tokens);
          };
      loss.getAsDouble();
      attention.backward(
          bench.run(batch, dropout(rate)), 1, null, Inputs.of(qkv), p, dContext, Inputs.of(dQkv));
      differences(loss).check("query, key and value", qkv, Bench.first(dQkv, tokens));
    }
  }

  /** Attention over more scores than are computed at once is cut, and gives the same. */
  @Test
  void attentionIsComputedInGroups() {
    MicroBatch batch = batch();
    assertThat(batch.groups(null, 2, 1 << 18)).extracting(MicroBatch.Group::rows).contains(2);
    assertThat(batch.groups(null, 2, 1)).hasSize(LENGTHS.length);
    long at = 0;
    for (MicroBatch.Group group : batch.groups(null, 2, 1)) {
      assertThat(group.probabilities()).isEqualTo(at);
      at += 2L * group.length() * group.length();
    }
    assertThat(batch.probabilities(2)).isEqualTo(at);
  }

  /** Rows are computed together where they are as long and are asked as much. */
  @Test
  void groupsOfRowsOfWhichSomeTokensAreRead() {
    MicroBatch batch = batch();
    ReadTokens read = ReadTokens.of(batch.batch(), new int[] {0, 3, 7, 12, 16, 17, 18, 22, 23});
    assertThat(read.rowStarts()).containsExactly(0, 2, 3, 5, 7, 8, 9);
    assertThat(batch.groups(read, 2, 1 << 18))
        .containsExactly(
            new MicroBatch.Group(0, 1, 0, 7, 0, 2, 0),
            new MicroBatch.Group(1, 1, 7, 5, 2, 1, 28),
            new MicroBatch.Group(2, 2, 12, 5, 3, 2, 38),
            new MicroBatch.Group(4, 1, 22, 1, 7, 1, 78),
            new MicroBatch.Group(5, 1, 23, 3, 8, 1, 80));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void block(double rate) {
    block(rate, null);
  }

  /** Of the last block only some tokens are read: the others' derivative is 0. */
  @Test
  void blockOfWhichSomeTokensAreRead() {
    block(0, new int[] {0, 3, 4, 7, 9, 12, 16, 17, 21, 22, 23});
  }

  private static void block(double rate, int @Nullable [] readTokens) {
    try (Bench bench = bench(rate)) {
      String prefix = ParameterLayout.blockPrefix(0, 0);
      Block block = new Block(bench.config, bench.layout, prefix);
      MicroBatch batch = batch();
      int tokens = batch.batch().tokens();
      ReadTokens read = readTokens == null ? null : ReadTokens.of(batch.batch(), readTokens);
      bench.room.reserve(batch);
      Tensor x = bench.random(batch.bucket(), 16);
      Tensor y = bench.zeros(batch.bucket(), 16);
      Tensor dy = bench.random(batch.bucket(), 16);
      dy.zero(tokens * 16L, (batch.bucket() - tokens) * 16L);
      for (int token = 0; readTokens != null && token < tokens; token++) {
        if (Arrays.binarySearch(readTokens, token) < 0) {
          dy.zero(token * 16L, 16);
        }
      }
      DoubleSupplier loss =
          () -> {
            block.forward(bench.run(batch, dropout(rate)), 0, read, x, y);
            return Bench.product(dy, y, tokens);
          };
      loss.getAsDouble();
      Tensor d = bench.zeros(batch.bucket(), 16);
      d.write(0, dy.toArray(), 0, (int) dy.elements());
      block.backward(bench.run(batch, dropout(rate)), 0, read, x, d);
      FiniteDifferences differences = differences(loss);
      differences.check("x", x, Bench.first(d, tokens));
      bench.checkParameters(differences, prefix);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void embeddings(double rate) {
    try (Bench bench = bench(rate)) {
      Embeddings embeddings = new Embeddings(bench.config, bench.layout);
      MicroBatch batch = batch();
      int tokens = batch.batch().tokens();
      bench.room.reserve(batch);
      Tensor hidden = bench.zeros(batch.bucket(), 16);
      Tensor dHidden = bench.random(batch.bucket(), 16);
      dHidden.zero(tokens * 16L, (batch.bucket() - tokens) * 16L);
      DoubleSupplier loss =
          () -> {
            embeddings.forward(bench.run(batch, dropout(rate)), hidden);
            return Bench.product(dHidden, hidden, tokens);
          };
      loss.getAsDouble();
      embeddings.backward(bench.run(batch, dropout(rate)), dHidden);
      FiniteDifferences differences = differences(loss);
      bench.checkParameters(differences, "albert.embeddings.");
      bench.checkParameters(differences, "albert.encoder.embedding_hidden_mapping_in");
    }
  }

  @Test
  void maskedLm() {
    try (Bench bench = bench(0);
        MaskedLmLoss head =
            new MaskedLmLoss(
                bench.engine,
                bench.config,
                bench.layout,
                DataType.F32,
                new LossWeights(1, 2.5, 1))) {
      // More than one chunk of rows, and some tokens twice as in two predictions of one place.
      int tokens = 300;
      int[] ids = new int[tokens];
      int[] positions = new int[290];
      int[] labels = new int[positions.length];
      Arrays.setAll(ids, i -> i * 7 % SmallModel.VOCABULARY);
      Arrays.setAll(positions, i -> i + 1);
      Arrays.setAll(labels, i -> i % SmallModel.VOCABULARY);
      Targets.Pretraining targets = new Targets.Pretraining(positions, labels, new int[0]);
      Tensor hidden = bench.random(tokens, 16);
      Tensor dHidden = bench.zeros(tokens, 16);
      Score score = head.run(bench.pass, ids, targets, positions.length, hidden, dHidden);
      assertThat(score.first()).isEqualTo(positions.length);
      FiniteDifferences differences =
          differences(
              () -> positions.length * forwardLoss(bench, head, ids, targets, hidden).loss());
      float[] gradient = bench.gradient.toArray();
      float[] d = dHidden.toArray();
      differences.check("hidden", hidden, d);
      assertThat(Arrays.copyOfRange(d, 291 * 16, 300 * 16)).containsOnly(0);
      bench.gradient.write(0, gradient, 0, gradient.length);
      for (String name :
          new String[] {
            "predictions.dense.weight",
            "predictions.dense.bias",
            "predictions.LayerNorm.weight",
            "predictions.LayerNorm.bias",
            "predictions.bias",
            "albert.embeddings.word_embeddings.weight"
          }) {
        Parameter parameter = bench.layout.get(name);
        float[] own =
            Arrays.copyOfRange(
                gradient, (int) parameter.offset(), (int) (parameter.offset() + parameter.size()));
        differences.check(name, parameter.in(bench.weights.exact()), own);
      }
    }
  }

  private static Score forwardLoss(
      Bench bench, MaskedLmLoss head, int[] ids, Targets.Pretraining targets, Tensor hidden) {
    Tensor unused = bench.arena.allocate(DataType.F32, hidden.size(0), hidden.size(1));
    return head.run(bench.pass, ids, targets, targets.predictions(), hidden, unused);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void pooledClassifier(double rate) {
    try (Bench bench = bench(rate);
        PooledClassifier head =
            new PooledClassifier(
                bench.engine, bench.config, bench.layout, TaskHead.PRETRAINING, DataType.F32)) {
      MicroBatch batch = batch();
      Targets labels = new Targets.RowLabels(new int[] {0, 1, -1, 1, 0, 1});
      double weight = 2.5;
      Tensor hidden = bench.random(batch.bucket(), 16);
      Tensor dHidden = bench.zeros(batch.bucket(), 16);
      head.run(bench.run(batch, dropout(rate)), labels, 5, weight, hidden, dHidden);
      float[] gradient = bench.gradient.toArray();
      Tensor unused = bench.zeros(batch.bucket(), 16);
      FiniteDifferences differences =
          differences(
              () ->
                  weight
                      * 5
                      * head.run(bench.run(batch, dropout(rate)), labels, 5, weight, hidden, unused)
                          .loss());
      differences.check("hidden", hidden, dHidden.toArray());
      for (Parameter parameter : bench.layout.parameters()) {
        if (parameter.name().startsWith("albert.pooler")
            || parameter.name().startsWith("sop_classifier")) {
          int from = (int) parameter.offset();
          differences.check(
              parameter.name(),
              parameter.in(bench.weights.exact()),
              Arrays.copyOfRange(gradient, from, from + (int) parameter.size()));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activations(Activation activation) {
    Epilogue function = io.github.albert4j.model.Activations.epilogue(activation);
    try (Bench bench = bench(0)) {
      int n = 64;
      Tensor x = bench.zeros(n, 1);
      float[] at = new float[n]; // from -8 to 8, none near 0 or 6 where some have a kink
      for (int i = 0; i < n; i++) {
        at[i] = -8.1f + 0.25f * i;
      }
      x.write(0, at, 0, n);
      Tensor y = bench.zeros(n, 1);
      Tensor dy = bench.random(n, 1);
      Tensor dx = bench.zeros(n, 1);
      bench.pass.gradients.activateBackward(function, x, dy, dx);
      differences(
              () -> {
                bench.pass.operations.activate(function, x, y);
                return Bench.product(dy, y, n);
              })
          .check(activation.name(), x, dx.toArray());
    }
  }

  /** The multiplication that sums biases must not depend on what fills up the bucket. */
  @Test
  void onesSumColumns() {
    try (Bench bench = bench(0)) {
      Tensor x = bench.random(5, 3);
      Tensor sum = bench.zeros(1, 3);
      bench.pass.operations.matmulAdd(
          Strided.of(bench.pass.ones(5)), Strided.of(x), Strided.of(sum));
      float[] values = x.toArray();
      for (int column = 0; column < 3; column++) {
        double want = 0;
        for (int row = 0; row < 5; row++) {
          want += values[row * 3 + column];
        }
        assertThat((double) sum.toArray()[column])
            .isCloseTo(want, org.assertj.core.data.Offset.offset(1e-5));
      }
    }
  }
}
