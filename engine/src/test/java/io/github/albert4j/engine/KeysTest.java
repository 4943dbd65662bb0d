package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two shapes with the same key would be computed by the same primitive: each part must count. */
class KeysTest extends OperationsFixture {
  static Stream<Class<?>> keys() {
    Stream<Class<?>> keys =
        Stream.of(
                Operations.class,
                Products.class,
                Softmax.class,
                Activations.class,
                Quantized.class,
                Gradients.class)
            .flatMap(operations -> Arrays.stream(operations.getDeclaredClasses()))
            .filter(Class::isRecord);
    return Stream.concat(keys, Stream.of(Layout.class));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void eachPartCounts(Class<?> key) throws ReflectiveOperationException {
    Class<?>[] types =
        Arrays.stream(key.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = key.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    Map<Class<?>, List<?>> samples = samples();
    Object[] parts = Arrays.stream(types).map(type -> sample(samples, type, 0)).toArray();

    Object one = constructor.newInstance(parts);
    assertThat(constructor.newInstance(parts)).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(one).isNotEqualTo(null).isNotEqualTo("a key");
    for (int i = 0; i < types.length; i++) {
      Object[] changed = parts.clone();
      changed[i] = sample(samples, types[i], 1);
      assertThat(constructor.newInstance(changed)).as("part " + i).isNotEqualTo(one);
    }
  }

  private static Object sample(Map<Class<?>, List<?>> samples, Class<?> type, int which) {
    return type.isEnum() ? type.getEnumConstants()[which] : samples.get(type).get(which);
  }

  /** Two values of each type that a key has. */
  private Map<Class<?>, List<?>> samples() {
    List<Long> strides = List.of(2L, 1L);
    return Map.of(
        long.class, List.of(2L, 3L),
        int.class, List.of(2, 3),
        float.class, List.of(1f, 0.5f),
        boolean.class, List.of(false, true),
        List.class, List.of(strides, List.of(1L, 2L)),
        Layout.class,
            List.of(
                new Layout(DataType.F32, List.of(2L, 2L), strides),
                new Layout(DataType.F32, List.of(3L, 2L), strides)),
        PackedWeights.class, List.of(weights(), weights()));
  }

  private PackedWeights weights() {
    return PackedWeights.pack(
        engine, arena, DataType.F32, 1, 1, (row, rows, to) -> to.put(new float[1]));
  }
}
