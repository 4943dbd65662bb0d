package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.training.instances.TextInstances.TextEpoch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/**
 * Makes the instances of some epochs in blocks, many at a time, and writes the blocks in their
 * order: the files are the same for any number of threads. Each shard appears whole or not at all.
 * Used once, by one thread.
 */
final class ShardWriter {
  private static final int BLOCK = 512; // instances
  private static final long SHARD_BYTES = 256L << 20;

  private final TokenizedCorpus corpus;
  private final InstanceOptions options;
  private final int threads;
  private final Path folder;
  private final int idBytes;
  private final Tally tally = new Tally();
  private long lost;
  private long written;

  ShardWriter(TokenizedCorpus corpus, InstanceOptions options, int threads, Path folder) {
    this.corpus = corpus;
    this.options = options;
    this.threads = threads;
    this.folder = folder;
    this.idBytes = TokenizedCorpus.width(corpus.tokenizer());
  }

  /** Pieces of the text that are in no pair, summed over the epochs. */
  long lost() {
    return lost;
  }

  /** A block as bytes, and how long each of its instances is. */
  private record Block(ByteBuffer bytes, int[] lengths, Tally tally) {}

  Tally write(int epochs, long seed, PretrainingData.Progress progress) {
    long perShard =
        SHARD_BYTES / ShardRecord.bytes(options.maxLength(), options.maxPredictions(), idBytes);
    return write(epochs, seed, perShard, progress);
  }

  Tally write(int epochs, long seed, long perShard, PretrainingData.Progress progress) {
    TextInstances source = new TextInstances(corpus, options);
    long all = count(source, epochs, seed);
    int shards = Math.toIntExact((all + perShard - 1) / perShard);
    long set = set(source.fingerprint() + " " + epochs + " " + seed);
    ExecutorService workers = Workers.start(threads, "albert4j-instances");
    try (Shards out = new Shards(perShard, shards, set)) {
      for (int i = 0; i < epochs; i++) {
        try (TextEpoch epoch = source.epoch(seed, i)) {
          lost += epoch.lost();
          write(epoch, workers, out);
          progress.written(written, all);
        }
      }
      out.finish();
    } finally {
      workers.shutdownNow();
    }
    return tally;
  }

  private static long count(TextInstances source, int epochs, long seed) {
    long all = 0;
    for (int i = 0; i < epochs; i++) {
      try (TextEpoch epoch = source.epoch(seed, i)) {
        all += epoch.size();
      }
    }
    if (all == 0) {
      throw new InvalidInputException(
          "--data: the text has no document of "
              + Chunker.LEAST_PIECES
              + " pieces or more: there is nothing to make an instance of");
    }
    return all;
  }

  private static long set(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue() << 32 | Arrays.hashCode(bytes) & 0xFFFFFFFFL;
  }

  private void write(TextEpoch epoch, ExecutorService workers, Shards out) {
    ArrayDeque<Future<Block>> running = new ArrayDeque<>();
    for (long from = 0; from < epoch.size(); from += BLOCK) {
      long first = from;
      long end = Math.min(epoch.size(), from + BLOCK);
      running.add(workers.submit(() -> block(epoch, first, end)));
      if (running.size() > 2 * threads) {
        write(Workers.join(running.remove()), out);
      }
    }
    while (!running.isEmpty()) {
      write(Workers.join(running.remove()), out);
    }
  }

  private Block block(TextEpoch epoch, long from, long end) {
    List<Instance> instances = new ArrayList<>();
    Tally counts = new Tally();
    int[] lengths = new int[(int) (end - from)];
    int bytes = 0;
    for (long i = from; i < end; i++) {
      Instance instance = epoch.get(i, counts);
      instances.add(instance);
      int length = ShardRecord.bytes(instance.length(), instance.maskedPositions().length, idBytes);
      lengths[(int) (i - from)] = length;
      bytes += length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    instances.forEach(instance -> ShardRecord.write(instance, idBytes, out));
    return new Block(out.flip(), lengths, counts);
  }

  private void write(Block block, Shards out) {
    tally.add(block.tally);
    int at = 0;
    for (int length : block.lengths) {
      out.add(block.bytes.slice(at, length));
      at += length;
      written++;
    }
  }

  /** The files, one open at a time. */
  private final class Shards implements AutoCloseable {
    private final long perShard;
    private final int shards;
    private final long set;
    private final ByteBuffer index; // [perShard] offsets, behind the instances
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private AtomicFile file;
    private CRC32C checksum;
    private int number;
    private long bytes;

    Shards(long perShard, int shards, long set) {
      this.perShard = perShard;
      this.shards = shards;
      this.set = set;
      this.index =
          ByteBuffer.allocate(Math.toIntExact(perShard * Long.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      begin();
    }

    private void begin() {
      file = AtomicFile.create(folder.resolve(ShardInstances.name(number)));
      file.write(ByteBuffer.allocate(ShardHeader.BYTES)); // patched at the end
      checksum = new CRC32C();
      bytes = 0;
      index.clear();
    }

    void add(ByteBuffer instance) {
      if (!index.hasRemaining()) {
        finish();
        number++;
        begin();
      }
      index.putLong(ShardHeader.BYTES + bytes);
      bytes += instance.remaining();
      if (buffer.remaining() < instance.remaining()) {
        flush();
      }
      buffer.put(instance);
    }

    private void flush() {
      write(buffer.flip());
      buffer.clear();
    }

    private void write(ByteBuffer some) {
      checksum.update(some.duplicate());
      file.write(some);
    }

    void finish() {
      flush();
      index.flip();
      long instances = index.remaining() / Long.BYTES;
      bytes += index.remaining();
      write(index);
      ShardHeader header =
          new ShardHeader(
              idBytes,
              corpus.tokenizer().vocabularySize(),
              options.maxLength(),
              instances,
              number,
              shards,
              set,
              bytes,
              (int) checksum.getValue());
      file.patch(0, header.encode());
      file.commit();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
