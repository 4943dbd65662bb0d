package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Instance.Kind;
import org.jspecify.annotations.Nullable;

/** A pair while pieces of it are being hidden. */
final class Hiding {
  private final Pair pair;
  private final int[] ids;
  private final @Nullable Kind[] kinds; // [tokens], null where a piece is not hidden
  private int hidden;

  Hiding(Pair pair) {
    this.pair = pair;
    this.ids = pair.ids().clone();
    this.kinds = new Kind[ids.length];
  }

  /** How many positions are hidden. */
  int hidden() {
    return hidden;
  }

  boolean isHidden(int position) {
    return kinds[position] != null;
  }

  void hide(int position, Kind kind, int id) {
    assert kinds[position] == null : "position " + position + " is hidden already";
    kinds[position] = kind;
    ids[position] = id;
    hidden++;
  }

  Instance instance() {
    int[] positions = new int[hidden];
    int[] labels = new int[hidden];
    Kind[] hiddenKinds = new Kind[hidden];
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      Kind kind = kinds[i];
      if (kind != null) {
        positions[n] = i;
        labels[n] = pair.ids()[i];
        hiddenKinds[n++] = kind;
      }
    }
    return new Instance(ids, pair.secondStart(), positions, labels, hiddenKinds, pair.order());
  }
}
