package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.training.instances.Draws.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Instances that were written before: in their own order in the first epoch, in others as the seed
 * shuffles them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ShardInstances implements InstanceSource {
  static final String PREFIX = "shard-";
  static final String SUFFIX = ".a4j";

  private final List<ShardFile> shards;
  private final long[] starts; // [shards + 1], in instances

  private ShardInstances(List<ShardFile> shards) {
    this.shards = shards;
    this.starts = new long[shards.size() + 1];
    for (int i = 0; i < shards.size(); i++) {
      starts[i + 1] = starts[i] + shards.get(i).header().instances();
    }
  }

  static String name(int shard) {
    return String.format("%s%05d%s", PREFIX, shard, SUFFIX);
  }

  /** Whether a folder holds shards. */
  public static boolean isShards(Path folder) {
    return Files.isDirectory(folder) && !files(folder).isEmpty();
  }

  /**
   * Opens the shards of a folder, and checks all their bytes.
   *
   * @throws io.github.albert4j.ModelFormatException naming the file where one is damaged, missing,
   *     or belongs to others
   */
  public static ShardInstances open(Path folder) {
    List<Path> files = files(folder);
    if (files.isEmpty()) {
      throw new InvalidInputException(
          folder + ": the folder has no shards; create-pretraining-data writes them");
    }
    List<ShardFile> shards = new ArrayList<>();
    try {
      for (Path file : files) {
        shards.add(ShardFile.open(file));
      }
      checkSet(folder, shards);
    } catch (RuntimeException e) {
      shards.forEach(ShardFile::close);
      throw e;
    }
    return new ShardInstances(List.copyOf(shards));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(ShardInstances::isShard).sorted().toList();
    } catch (IOException e) {
      throw new AlbertException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static boolean isShard(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  private static void checkSet(Path folder, List<ShardFile> shards) {
    ShardHeader first = shards.get(0).header();
    for (int i = 0; i < shards.size(); i++) {
      ShardHeader header = shards.get(i).header();
      String file = shards.get(i).file().toString();
      if (header.set() != first.set() || header.shards() != first.shards()) {
        throw ShardHeader.damaged(
            file, "a shard of the same run as " + shards.get(0).file(), "one of another run");
      }
      if (header.shard() != i) {
        throw ShardHeader.damaged(file, "shard " + i, "shard " + header.shard());
      }
    }
    if (shards.size() != first.shards()) {
      throw ShardHeader.damaged(
          folder.toString(),
          first.shards() + " shards",
          shards.size() + ": some are missing, or the run that wrote them did not end");
    }
  }

  /** How many instances there are. */
  public long size() {
    return starts[shards.size()];
  }

  @Override
  public Epoch epoch(long seed, long epoch) {
    Permutation order = new Permutation(size(), new Draws(seed, Purpose.ORDER, epoch, 0));
    return new Epoch() {
      @Override
      public long size() {
        return ShardInstances.this.size();
      }

      @Override
      public Instance get(long index) {
        return at(epoch == 0 ? index : order.at(index));
      }

      @Override
      public void close() {
        // It holds nothing.
      }
    };
  }

  private Instance at(long place) {
    if (place < 0 || place >= size()) {
      throw new IndexOutOfBoundsException("instance " + place + " of " + size());
    }
    int found = Arrays.binarySearch(starts, place);
    int shard = found >= 0 ? found : -found - 2;
    while (starts[shard + 1] == starts[shard]) {
      shard++; // one that is empty begins where its neighbour does
    }
    return shards.get(shard).get(place - starts[shard]);
  }

  @Override
  public String fingerprint() {
    return String.format("%016x", shards.get(0).header().set());
  }

  @Override
  public int maxLength() {
    return shards.get(0).header().maxLength();
  }

  @Override
  public int vocabularySize() {
    return shards.get(0).header().vocabularySize();
  }

  /** Lets go of the files; Java unmaps them when it collects its garbage. */
  @Override
  public void close() {
    shards.forEach(ShardFile::close);
  }
}
