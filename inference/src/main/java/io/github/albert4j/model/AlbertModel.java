package io.github.albert4j.model;

import io.github.albert4j.AlbertException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.vocabulary.Vocabulary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * ALBERT (Lan et al. 2019, "ALBERT: A Lite BERT for Self-supervised Learning of Language
 * Representations"): config, weights, encoder and heads. Token ids in, tensors out.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2")) {
 *   PackedBatch batch = PackedBatch.of(List.of(model.tokenizer().encode("Replace me.")));
 *   float[] features = model.forward(batch, Request.of(Output.LAST_HIDDEN_STATE)).lastHiddenState();
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of threads may call {@link #forward}. The model owns all native
 * memory; {@link #close()} frees it at once.
 *
 * @since 0.1.0
 */
public final class AlbertModel implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * Bytes of activations that a worker may hold: enough tokens to be quick, few enough to stay near
   * the cache.
   */
  private static final long SLICE_BYTES = 40L << 20;

  private final ModelFolder folder;
  private final AlbertConfig config;
  private final Engine engine;
  private final Weights weights;
  private final SliceRunner runner;
  private final Precision precision;
  private final DataType type;
  private final boolean calibrated;
  private final Head head;
  private final int threads;
  private final int sliceTokens;
  private final List<TensorInfo> skipped;
  private final NativeResources resources;
  private final Cleaner.Cleanable cleanable;
  private @Nullable AlbertTokenizer tokenizer;

  /**
   * @param scales for int8; null for those of the folder
   */
  private AlbertModel(
      ModelFolder folder,
      AlbertConfig config,
      LoadOptions options,
      @Nullable List<ProjectionScales> scales) {
    this.folder = folder;
    this.config = config;
    this.engine = Engine.cpu();
    this.precision = computable(engine, options.precision());
    this.type = precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
    this.threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    Workers workers = new Workers(engine, config, type, threads, options.threadFactory());
    WeightLoader.Loaded loaded = load(workers, scales, options.tokenizer());
    this.weights = loaded.weights();
    this.skipped = loaded.skipped();
    this.calibrated = loaded.calibrated();
    this.resources = new NativeResources(engine, weights.arena(), workers, folder.name());
    this.cleanable = CLEANER.register(this, resources::closeForgotten);
    try {
      this.head = Heads.choose(options.head(), config, weights);
      Heads.check(head, config, weights, folder.path().toString());
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
    this.runner = new SliceRunner(engine, config, weights, type, head);
    this.sliceTokens =
        (int) Math.max(128, Math.min(4096, SLICE_BYTES / Workspace.bytesPerToken(config, type)));
  }

  /**
   * Loads by name or folder, as {@link ModelFolder#resolve}, in fp32 on all processors.
   *
   * @throws AlbertException when there is no such model, or a file is missing, damaged or of
   *     another shape than its config says
   */
  public static AlbertModel load(String nameOrPath) {
    return load(nameOrPath, LoadOptions.DEFAULT);
  }

  /** Loads the model in a folder, in fp32 on all processors. */
  public static AlbertModel load(Path folder) {
    return load(folder.toString());
  }

  /** Loads by name or folder. */
  public static AlbertModel load(String nameOrPath, LoadOptions options) {
    Engine.prepare(); // beside the reading of the config, which takes as long in a young process
    ModelFolder folder = ModelFolder.resolve(nameOrPath);
    return new AlbertModel(folder, AlbertConfig.read(folder.path()), options, null);
  }

  /** The same model in int8, with scales that its folder has not got; to be closed by itself. */
  public AlbertModel quantized(List<ProjectionScales> scales) {
    LoadOptions options = new LoadOptions(Precision.INT8, threads, null, head);
    return new AlbertModel(folder, config, options, scales);
  }

  /**
   * Reads and packs the weights, on a worker, and where that is wished the vocabulary beside it.
   *
   * @param scales of int8; null for the folder's own
   */
  private WeightLoader.Loaded load(
      Workers workers, @Nullable List<ProjectionScales> scales, boolean withTokenizer) {
    try (Checkpoint checkpoint = Checkpoint.open(folder.path())) {
      NamedTensors tensors = new NamedTensors(checkpoint, folder.path().toString());
      return workers.call(
          () ->
              WeightLoader.load(
                  engine,
                  tensors,
                  config,
                  type,
                  precision != Precision.INT8
                      ? List.of()
                      : scales != null ? scales : ProjectionScales.require(tensors, config)),
          withTokenizer ? this::readTokenizer : () -> {});
    } catch (RuntimeException | Error e) {
      workers.close();
      throw e;
    }
  }

  private void readTokenizer() {
    try {
      tokenizer();
    } catch (AlbertException e) {
      // Whoever asks for it gets the error.
    }
  }

  /** The precision that computes where one is asked for. */
  private static Precision computable(Engine engine, Precision asked) {
    return switch (asked) {
      case AUTO -> PrecisionProbe.fastest(engine);
      case FP32, INT8 -> asked;
      case BF16 -> {
        if (engine.supports(DataType.BF16)) {
          yield Precision.BF16;
        }
        LoggerFactory.getLogger(AlbertModel.class)
            .warn("this processor multiplies no bf16 matrices: computing in fp32");
        yield Precision.FP32;
      }
    };
  }

  /** The precision that {@link Precision#AUTO} takes on this machine, by a short probe. */
  public static Precision fastestPrecision() {
    return PrecisionProbe.fastest(Engine.cpu());
  }

  public AlbertConfig config() {
    return config;
  }

  /** Where the files lie. */
  public ModelFolder folder() {
    return folder;
  }

  /**
   * The folder's tokenizer, read on first use.
   *
   * @throws AlbertException where the folder has no vocabulary, or one with more pieces than the
   *     embeddings have rows
   */
  public synchronized AlbertTokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = Vocabulary.tokenizer(folder.path(), config.vocabSize());
    }
    return tokenizer;
  }

  /** The head whose logits {@link Output#LOGITS} means. */
  public Head head() {
    return head;
  }

  /**
   * The names of the classes that {@link Output#LOGITS} tells apart, a name for each row of the
   * classifier: the config's, or LABEL_0 and so on where it names none. Empty for other heads than
   * sequence and token classification.
   */
  public List<String> labels() {
    return Heads.labels(head, config, weights);
  }

  /**
   * The precision that computes: FP32, BF16 or INT8, never AUTO. In INT8 that is the encoder's
   * projections; the rest computes in fp32.
   */
  public Precision precision() {
    return precision;
  }

  /** Whether the folder has scales, so that it can be loaded in {@link Precision#INT8}. */
  public boolean isCalibrated() {
    return calibrated;
  }

  /**
   * Begins a calibration for {@link Precision#INT8}.
   *
   * @throws IllegalStateException unless the model computes in fp32
   */
  public Calibration calibrate() {
    if (precision != Precision.FP32) {
      throw new IllegalStateException("a calibration needs a model in fp32, not in " + precision);
    }
    return new Calibration(this, engine, config);
  }

  /** Runs a row and shows what its projections multiply. */
  void observe(PackedBatch row, SourceObserver observer) {
    run(row, Request.of(Output.LAST_HIDDEN_STATE), observer);
  }

  /** Runs native work beside no other. */
  <T> T call(Supplier<T> task) {
    resources.enter();
    try {
      return resources.workers().call(task);
    } finally {
      resources.leave();
    }
  }

  /** How many threads compute at most. */
  public int threads() {
    return threads;
  }

  /** The outputs that this model's tensors allow. */
  public Set<Output> available() {
    Set<Output> outputs = EnumSet.noneOf(Output.class);
    for (Output output : Output.values()) {
      if (Heads.missing(output, head, weights) == null) {
        outputs.add(output);
      }
    }
    return outputs;
  }

  /**
   * Checks that an output can be had.
   *
   * @throws AlbertException naming the tensors that the folder lacks and what it can do
   */
  public void require(Output output) {
    Heads.require(output, head, weights, folder.path().toString(), available());
  }

  /** Tensors of the checkpoint that no part of the model reads. */
  public List<TensorInfo> skippedTensors() {
    return skipped;
  }

  /**
   * Runs the rows. A row's answer does not depend on the others, nor on the calls of other threads
   * that it is computed beside, but for rounding below 1e-5 in fp32.
   *
   * <p>Interrupting the calling thread cancels the call: rows that no worker has begun are dropped.
   *
   * @throws io.github.albert4j.InvalidInputException for ids out of range, or rows that are empty
   *     or longer than the model's positions
   * @throws AlbertException for an output that the model has no tensors for
   * @throws IllegalStateException after {@link #close()}
   * @throws java.util.concurrent.CancellationException where the thread was interrupted before all
   *     rows were begun; its interrupt flag stays
   */
  public ModelOutput forward(PackedBatch batch, Request request) {
    return run(batch, request, null);
  }

  /**
   * Begins {@link #forward} and does not wait for it.
   *
   * <p>Cancelling the future drops rows that no worker has begun. What is run when it completes,
   * runs on a thread of the model's unless it is told otherwise; there it must neither wait for
   * this model nor close it.
   *
   * @return completes with the output, or with what {@link #forward} would throw while it computes
   * @throws io.github.albert4j.InvalidInputException as {@link #forward}, at once
   * @throws AlbertException as {@link #forward}, at once
   * @throws IllegalStateException after {@link #close()}, which waits for the calls that were begun
   */
  public CompletableFuture<ModelOutput> forwardAsync(PackedBatch batch, Request request) {
    if (batch.rows() == 0) {
      return CompletableFuture.completedFuture(forward(batch, request));
    }
    check(batch, request);
    resources.enter();
    try {
      ForwardPass pass = new ForwardPass(config, weights, head, batch, request, null);
      List<Part> parts = Parts.cut(pass, threads, sliceTokens);
      CompletableFuture<ModelOutput> future = new CompletableFuture<>();
      Workers workers = resources.workers();
      Call call = workers.begin(parts, runner, failure -> end(future, pass, failure));
      future.whenComplete(
          (output, failure) -> {
            if (future.isCancelled()) {
              workers.drop(call);
            }
          });
      return future;
    } catch (RuntimeException | Error e) {
      resources.leave();
      throw e;
    }
  }

  private void end(
      CompletableFuture<ModelOutput> future, ForwardPass pass, @Nullable Throwable failure) {
    resources.leave();
    if (failure == null) {
      future.complete(pass.result());
    } else {
      future.completeExceptionally(failure);
    }
  }

  private void check(PackedBatch batch, Request request) {
    for (Output output : request.outputs()) {
      require(output);
    }
    BatchCheck.check(batch, request, config);
  }

  private ModelOutput run(PackedBatch batch, Request request, @Nullable SourceObserver observer) {
    check(batch, request);
    resources.enter();
    try {
      ForwardPass pass = new ForwardPass(config, weights, head, batch, request, observer);
      List<Part> parts = Parts.cut(pass, threads, sliceTokens);
      resources.workers().run(parts, runner);
      return pass.result();
    } finally {
      resources.leave();
      Reference.reachabilityFence(this);
    }
  }

  /** The compiled operations that the model's threads have made and keep. */
  public Primitives primitives() {
    return resources.workers().primitives();
  }

  /** Bytes of native memory that the weights take. */
  public long weightBytes() {
    return weights.arena().bytes();
  }

  /** What steps have taken so far, in nanoseconds of all threads, by the step's number. */
  long[] stepNanos() {
    return resources.workers().stepNanos();
  }

  /** Operations of a pass that gives the head's output, see {@link Arithmetic}. */
  double operations(int rows, int length) {
    return Arithmetic.operations(config, weights, head, rows, length);
  }

  /**
   * Refuses new calls, waits for the running ones, ends the threads and frees the native memory.
   */
  @Override
  public void close() {
    resources.close();
    cleanable.clean();
  }
}
