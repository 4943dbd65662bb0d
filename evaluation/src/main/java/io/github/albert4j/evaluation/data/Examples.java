package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a data set, one at a time from the disk. Not thread-safe.
 *
 * <pre>{@code
 * try (Examples<TextExample> examples = Task.of("sst2").texts(List.of(Path.of("dev.tsv")))) {
 *   while (examples.hasNext()) {
 *     TextExample example = examples.next();
 *   }
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Examples<E extends Example> implements Iterator<E>, AutoCloseable {
  private final Rows<? extends E> rows;
  private boolean labelled;
  private Consumer<? super E> check = row -> {};
  private @Nullable E next;
  private boolean any;

  Examples(Rows<? extends E> rows) {
    this.rows = rows;
  }

  /**
   * From now on a row without a label is an error.
   *
   * @return this
   */
  public Examples<E> labelled() {
    labelled = true;
    return this;
  }

  /**
   * Has each row looked at.
   *
   * @param rule throws InvalidInputException where a row breaks it, which then names file and line
   * @return this
   */
  public Examples<E> checked(Consumer<? super E> rule) {
    check = rule;
    return this;
  }

  /**
   * @throws InvalidInputException naming file and line where that is no row of the task, or there
   *     is no row at all
   */
  @Override
  public boolean hasNext() {
    if (next == null) {
      next = rows.next();
      if (next == null && !any) {
        throw new InvalidInputException(rows.where() + ": expected examples, found none");
      }
      if (next != null && labelled && !next.labelled()) {
        throw new InvalidInputException(
            rows.where() + ": expected a row with its answer, found none" + rows.columns());
      }
      any = true;
      if (next != null) {
        check(next);
      }
    }
    return next != null;
  }

  private void check(E row) {
    try {
      check.accept(row);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(rows.where() + ": " + e.getMessage());
    }
  }

  @Override
  public E next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    E row = next;
    next = null;
    return row;
  }

  /** Rows that were left out so far because their annotators did not agree on an answer. */
  public long skipped() {
    return rows.skipped();
  }

  /** All rows that are left, and closes. */
  public List<E> readAll() {
    try (this) {
      List<E> all = new ArrayList<>();
      forEachRemaining(all::add);
      return all;
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
