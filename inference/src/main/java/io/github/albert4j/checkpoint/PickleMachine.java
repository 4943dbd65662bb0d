package io.github.albert4j.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickles of {@code torch.save}, protocols 2 to 4, and executes nothing: the only names
 * it knows are those that its {@link Host} allows, and calling one is the host's own Java code.
 *
 * <p>A value is null, Boolean, Long, BigInteger, Double, String, byte[], {@link Tuple}, {@code
 * List}, {@code Map} or what the host makes. Work and memory are proportional to the pickle's
 * length: there is no opcode here that copies a container.
 */
final class PickleMachine {
  /** The world outside the pickle. */
  interface Host {
    /** What the name stands for; throws unless it is allowed. */
    Object global(String module, String name);

    /** What calling such a name gives. */
    Object call(Object callable, Tuple arguments);

    /** What a persistent id stands for: a storage. */
    Object persistent(@Nullable Object id);
  }

  /** An immutable sequence. */
  record Tuple(@Nullable Object[] items) {
    int size() {
      return items.length;
    }

    @Nullable Object get(int i) {
      return items[i];
    }
  }

  private static final Object MARK = new Object();

  private final PickleInput in;
  private final Host host;
  private final List<@Nullable Object> stack = new ArrayList<>();
  private final Map<Integer, @Nullable Object> memo = new HashMap<>();

  private PickleMachine(PickleInput in, Host host) {
    this.in = in;
    this.host = host;
  }

  /** Reads one pickle, up to and including its STOP. */
  static @Nullable Object read(PickleInput in, Host host) {
    return new PickleMachine(in, host).run();
  }

  private @Nullable Object run() {
    if (in.readByte() != 0x80) {
      throw in.bad("a pickle of protocol 2 to 4", "other bytes");
    }
    int protocol = in.readByte();
    if (protocol < 2 || protocol > 4) {
      throw in.bad("a pickle of protocol 2 to 4", "protocol " + protocol);
    }
    while (true) {
      int opcode = in.readByte();
      if (opcode == '.') {
        return pop();
      }
      step(opcode);
    }
  }

  private void step(int opcode) {
    switch (opcode) {
      case '(' -> push(MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.readInt());
      case 'K' -> push((long) in.readByte());
      case 'M' -> push((long) in.readShort());
      case 0x8a -> push(integer(in.readBytes(in.readByte())));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.readLong())));
      case 'X', 'T' -> push(in.readText(in.readInt() & 0xffffffffL));
      case 0x8c, 'U' -> push(in.readText(in.readByte()));
      case 0x8d -> push(in.readText(in.readLong()));
      case 'B' -> push(in.readBytes(in.readInt() & 0xffffffffL));
      case 'C' -> push(in.readBytes(in.readByte()));
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case ')' -> push(tuple(0));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 't' -> push(popToMark());
      case 'a' -> {
        Object item = pop();
        list().add(item);
      }
      case 'e' -> {
        Tuple items = popToMark();
        list().addAll(Arrays.asList(items.items()));
      }
      case 's' -> setItems(tuple(2));
      case 'u' -> setItems(popToMark());
      case 'q' -> memo.put(in.readByte(), peek());
      case 'r' -> memo.put(in.readInt(), peek());
      case 0x94 -> memo.put(memo.size(), peek());
      case 'h' -> push(recall(in.readByte()));
      case 'j' -> push(recall(in.readInt()));
      case 'c' -> {
        String module = in.readLine();
        push(host.global(module, in.readLine()));
      }
      case 0x93 -> {
        Tuple names = tuple(2);
        push(host.global(string(names.get(0)), string(names.get(1))));
      }
      case 'Q' -> push(host.persistent(pop()));
      case 'R' -> call();
      case 'b' -> build();
      case 0x95 -> in.readLong(); // a frame's length: a hint for readers that fetch ahead
      default ->
          throw in.bad(
              "a pickle of tensors, protocol 2 to 4",
              String.format("the opcode 0x%02x, which no such pickle has", opcode));
    }
  }

  private void call() {
    Object arguments = pop();
    Object callable = pop();
    if (callable == null || !(arguments instanceof Tuple tuple)) {
      throw in.bad("a call with its arguments", "something else");
    }
    push(host.call(callable, tuple));
  }

  /** Attributes of a dict, such as a state dict's {@code _metadata}: of no use here. */
  private void build() {
    pop();
    if (!(peek() instanceof Map)) {
      throw in.bad("attributes on a state dict only", "attributes on something else");
    }
  }

  private void setItems(Tuple items) {
    if (items.size() % 2 != 0 || !(peek() instanceof Map)) {
      throw in.bad("a dict and its pairs", "something else");
    }
    @SuppressWarnings("unchecked")
    Map<Object, @Nullable Object> dict = (Map<Object, @Nullable Object>) peek();
    for (int i = 0; i < items.size(); i += 2) {
      // Only keys whose hash is their own: a container that holds itself has none.
      if (!(items.get(i) instanceof String || items.get(i) instanceof Long)) {
        throw in.bad("names as a dict's keys", "something else");
      }
      dict.put(items.get(i), items.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked")
  private List<@Nullable Object> list() {
    if (peek() instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw in.bad("a list to append to", "something else");
  }

  private @Nullable Object recall(int key) {
    if (!memo.containsKey(key)) {
      throw in.bad("a memo that was stored before", "number " + key);
    }
    return memo.get(key);
  }

  private String string(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw in.bad("a name", "something else");
  }

  private static Object integer(byte[] littleEndian) {
    byte[] bytes = littleEndian.clone();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = littleEndian[bytes.length - 1 - i];
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private @Nullable Object pop() {
    Object value = peek();
    stack.remove(stack.size() - 1);
    return value;
  }

  private @Nullable Object peek() {
    Object value = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
    if (value == MARK) {
      throw in.bad("a value on the pickle's stack", "none");
    }
    return value;
  }

  /** The topmost values, in the order they were pushed. */
  private Tuple tuple(int size) {
    @Nullable Object[] items = new @Nullable Object[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new Tuple(items);
  }

  private Tuple popToMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw in.bad("a mark on the pickle's stack", "none");
    }
    List<@Nullable Object> above = stack.subList(mark + 1, stack.size());
    Tuple items = new Tuple(above.toArray());
    stack.subList(mark, stack.size()).clear();
    return items;
  }
}
