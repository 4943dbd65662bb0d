package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.KnownConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private static final AlbertConfig CONFIG = KnownConfigs.find("albert-base-v2");
  private static final Call.Runner RUNNER = (workspace, parts) -> {};
  private static final Request FEATURES = Request.of(Output.POOLER_OUTPUT);

  private final CallQueue queue = new CallQueue(100);

  /** A call of parts of one row each. */
  private static Call call(Request request, int... tokens) {
    int[][] ids = new int[tokens.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = new int[tokens[i]];
    }
    ForwardPass pass =
        new ForwardPass(CONFIG, null, Head.ALBERT, PackedBatch.of(ids, null), request, null);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      parts.add(new Part(pass, i, i + 1));
    }
    return new Call(parts, RUNNER, failure -> {});
  }

  private Call add(int... tokens) {
    Call call = call(FEATURES, tokens);
    queue.add(call);
    return call;
  }

  private List<Call> take(int workers) {
    return queue.take(workers).stream().map(CallQueue.Taken::call).toList();
  }

  @Test
  void nothingComesOutOfAnEmptyQueue() {
    assertThat(take(1)).isEmpty();
    assertThat(queue.size()).isZero();
  }

  @Test
  void shortCallsThatWaitAreTakenTogetherUpToTheLimit() {
    Call a = add(40);
    Call b = add(40);
    Call c = add(40);
    Call d = add(20);
    assertThat(take(1)).containsExactly(a, b, d);
    assertThat(take(1)).containsExactly(c);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aCallThatIsLongerThanTheLimitIsTakenAlone() {
    Call a = add(500);
    Call b = add(10);
    assertThat(take(1)).containsExactly(a);
    assertThat(take(1)).containsExactly(b);
  }

  @Test
  void whatWaitsIsSharedAmongTheWorkersThatAreFree() {
    Call a = add(20);
    Call b = add(20);
    Call c = add(20);
    Call d = add(20);
    assertThat(take(2)).containsExactly(a, b);
    assertThat(take(1)).containsExactly(c, d);
  }

  @Test
  void aLongCallDoesNotKeepAShortOneWaiting() {
    Call longCall = add(90, 90, 90);
    assertThat(take(1)).containsExactly(longCall);
    Call shortCall = add(50);
    assertThat(take(1)).containsExactly(longCall);
    assertThat(take(1)).containsExactly(shortCall);
    assertThat(take(1)).containsExactly(longCall);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aCallThatWantsAttentionsIsTakenAlone() {
    Call a = add(10);
    Call b = call(Request.of(Output.ATTENTIONS), 10);
    queue.add(b);
    Call c = add(10);
    assertThat(take(1)).containsExactly(a, c);
    queue.add(a = call(FEATURES, 10));
    assertThat(take(1)).containsExactly(b);
    assertThat(take(1)).containsExactly(a);
  }

  @Test
  void whatIsDroppedIsNotTaken() throws InterruptedException {
    Call a = add(90, 90);
    Call b = add(90);
    assertThat(take(1)).containsExactly(a);
    queue.drop(a);
    queue.drop(a); // when there is nothing more to drop
    assertThat(take(1)).containsExactly(b);
    assertThat(queue.size()).isZero();
    a.ended(null);
    a.await();
    assertThatThrownBy(a::check).isInstanceOf(CancellationException.class);
  }
}
