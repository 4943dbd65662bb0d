package io.github.albert4j.model;

/**
 * The operations that oneDNN has compiled for a model's threads, each for one shape. A thread keeps
 * those of the shapes that it saw last, so that their number, and their memory, is bounded however
 * many lengths the texts have.
 *
 * @param made so far; compiling one takes milliseconds, so once warm this hardly grows
 * @param kept now
 * @param capacity how many the threads that have worked so far keep at most
 * @since 0.1.0
 */
public record Primitives(long made, int kept, int capacity) {}
