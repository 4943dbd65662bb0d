package io.github.albert4j.cli;

import io.github.albert4j.evaluation.html.Section;
import io.github.albert4j.evaluation.task.TaskReport;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found, for a program, a terminal and a page.
 *
 * @param figures metrics, counts and settings, named as in JSON
 * @param task what a task's report has beside them; null for masked-lm and blimp
 * @param worst the examples that went wrong, the worst first, as many as were asked for
 * @param sections of the page, made where one is written
 */
record Evaluation(
    Map<String, Object> figures,
    @Nullable TaskReport task,
    List<TaskReport.Worst> worst,
    Supplier<List<Section>> sections) {}
