package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Batches of a task that needs no model: it answers a number with its square. */
class TokenBatchesTest {
  private final List<Integer> encoded = new ArrayList<>();
  private final List<List<Integer>> batches = new ArrayList<>();

  private final Squares squares = new Squares();

  private final class Squares implements BatchTask<Integer, Integer, Integer> {
    private int begun;
    private int asked;

    @Override
    public Integer encode(Integer n) {
      if (n < 0) {
        throw new InvalidInputException("negative");
      }
      encoded.add(n);
      return n;
    }

    @Override
    public long cost(Integer n) {
      return n;
    }

    @Override
    public Supplier<List<Integer>> begin(List<Integer> batch) {
      if (batch.contains(665)) {
        throw new InvalidInputException("cannot begin");
      }
      begun++;
      return () -> {
        asked++;
        if (batch.contains(666)) {
          throw new InvalidInputException("unlucky");
        }
        batches.add(List.copyOf(batch));
        return batch.stream().map(n -> n * n).toList();
      };
    }
  }

  @Test
  void answersComeInOrderAndBatchesWithinTheBudget() {
    long seed = new Random().nextLong();
    List<Integer> inputs = new Random(seed).ints(1000, 1, 500).boxed().toList();
    List<Integer> got = TokenBatches.stream(inputs.iterator(), 2000, squares).toList();
    assertThat(got).as("seed " + seed).isEqualTo(inputs.stream().map(n -> n * n).toList());
    assertThat(batches).allMatch(b -> b.size() == 1 || b.stream().mapToInt(n -> n).sum() <= 2000);
    assertThat(batches.size()).isLessThan(400);
  }

  @Test
  void theNextBatchIsBegunBeforeTheAnswersAreHandedOut() {
    long seed = new Random().nextLong();
    List<Integer> inputs = new Random(seed).ints(1000, 1, 500).boxed().toList();
    Iterator<Integer> answers = TokenBatches.stream(inputs.iterator(), 2000, squares).iterator();
    List<Integer> got = new ArrayList<>();
    while (answers.hasNext()) {
      got.add(answers.next());
      if (encoded.size() < inputs.size()) {
        assertThat(squares.begun - squares.asked).isEqualTo(1);
      }
    }
    assertThat(got).as("seed " + seed).isEqualTo(inputs.stream().map(n -> n * n).toList());
    assertThat(batches).allMatch(b -> b.size() == 1 || b.stream().mapToInt(n -> n).sum() <= 2000);
    assertThat(squares.asked).isEqualTo(squares.begun).isEqualTo(batches.size());
  }

  @Test
  void whatIsLargerThanTheBudgetIsABatchOfItsOwn() {
    assertThat(TokenBatches.list(List.of(1, 900, 2), 10, squares)).containsExactly(1, 810000, 4);
  }

  @Test
  void inputsAreReadAsTheyAreNeeded() {
    Iterator<Integer> endless = Stream.generate(() -> 100).iterator();
    assertThat(TokenBatches.stream(endless, 1000, squares).limit(3)).hasSize(3);
    assertThat(encoded.size()).isLessThan(30);
  }

  @Test
  void aFaultComesAfterTheAnswersBeforeItAndEndsAll() {
    for (int bad : new int[] {-1, 665, 666}) {
      for (int before : new int[] {0, 1, 10, 200, 333}) {
        List<Integer> inputs = new ArrayList<>(Collections.nCopies(before, 3));
        inputs.add(bad);
        inputs.addAll(Collections.nCopies(100, 4));
        for (int budget : new int[] {100, 10_000}) {
          List<Integer> got = new ArrayList<>();
          Stream<Integer> answers = TokenBatches.stream(inputs.iterator(), budget, squares);
          assertThatThrownBy(() -> answers.forEach(got::add))
              .isInstanceOf(InvalidInputException.class);
          assertThat(got).isEqualTo(Collections.nCopies(before, 9));
        }
      }
    }
  }

  @Test
  void aLiveSourceIsNotWaitedFor() {
    List<Integer> got = new ArrayList<>();
    LiveIterator<Integer> typed =
        new LiveIterator<>() {
          private int next;

          @Override
          public boolean ready() {
            return false;
          }

          @Override
          public boolean hasNext() {
            // All that was typed has been answered by now.
            assertThat(got).hasSize(next);
            return next < 5;
          }

          @Override
          public Integer next() {
            return next++;
          }
        };
    TokenBatches.stream(typed, 10_000, squares).forEach(got::add);
    assertThat(got)
        .containsExactlyElementsOf(IntStream.range(0, 5).map(n -> n * n).boxed().toList());
  }

  @Test
  void aListNamesTheElementAtFault() {
    assertThatThrownBy(() -> TokenBatches.list(List.of(1, 2, -3), 100, squares))
        .hasMessageContaining("2")
        .hasMessageContaining("negative");
  }
}
