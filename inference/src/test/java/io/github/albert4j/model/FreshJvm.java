package io.github.albert4j.model;

import io.github.albert4j.engine.Engine;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;

/** What {@link FreshJvmTest} starts: loads a model and prints what it computes. */
final class FreshJvm {
  private FreshJvm() {}

  /**
   * @param args the folder, the precision, and "javacpp" to have JavaCPP in the process first
   */
  public static void main(String[] args) {
    BytePointer first = args.length > 2 && args[2].equals("javacpp") ? new BytePointer(8) : null;
    LoadOptions options = new LoadOptions(Precision.valueOf(args[1]), 2, null, null);
    try (AlbertModel model = AlbertModel.load(args[0], options)) {
      PackedBatch batch = PackedBatch.of(new int[][] {{2, 7, 9, 3}, {2, 11, 3}}, null);
      float[] states = model.forward(batch, Request.of(Output.LAST_HIDDEN_STATE)).lastHiddenState();
      System.out.println("isa=" + Engine.cpu().instructionSet());
      System.out.println("precision=" + model.precision());
      System.out.println("states=" + Arrays.toString(states));
    }
    if (first != null) {
      first.close();
    }
  }
}
