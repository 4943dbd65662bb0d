package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;

/**
 * How a model is trained.
 *
 * @param config the model's
 * @param steps updates of the weights
 * @param batchSize instances in each, or a task's examples
 * @param rule how gradients change weights
 * @param schedule the learning rate of each step
 * @param clip the most that a gradient's norm may be; 0 for no limit
 * @param precision what multiplications compute in; AUTO takes what a probe finds the fastest
 * @param seed of the first weights, the order of the data, the masks and dropout
 * @param microBatchTokens what a thread computes at once, in tokens; the gradient's last bits
 *     depend on it
 * @param gradientCheckpointing compute activations anew in backward: less memory, a third more time
 * @param threads that compute; the result does not depend on it
 * @param checkpointSteps steps from one checkpoint to the next
 * @param keep checkpoints that stay, the newest
 * @since 0.1.0
 */
public record TrainingOptions(
    AlbertConfig config,
    long steps,
    int batchSize,
    UpdateRule rule,
    Schedule schedule,
    double clip,
    Precision precision,
    long seed,
    int microBatchTokens,
    boolean gradientCheckpointing,
    int threads,
    long checkpointSteps,
    int keep) {

  /** What the weights of each step depend on: a resumed run must have the same. */
  public ObjectNode identity() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("config", config.toJson());
    node.put("batch_size", batchSize);
    node.put("optimizer", rule.form().name().toLowerCase(java.util.Locale.ROOT));
    node.put("beta1", rule.beta1());
    node.put("beta2", rule.beta2());
    node.put("epsilon", rule.epsilon());
    node.put("weight_decay", rule.weightDecay());
    if (rule.poolerRate() != 1) { // runs that began before they could be chosen have none
      node.put("pooler_rate", rule.poolerRate());
    }
    if (rule.queryKeyRate() != 1) {
      node.put("query_key_rate", rule.queryKeyRate());
    }
    node.put("schedule", schedule.form().name().toLowerCase(java.util.Locale.ROOT));
    node.put("learning_rate", schedule.peak());
    node.put("warmup_steps", schedule.warmupSteps());
    node.put("steps", schedule.totalSteps());
    node.put("clip", clip);
    node.put("seed", seed);
    node.put("micro_batch_tokens", microBatchTokens);
    return node;
  }

  /** The type of micro-batch that keeps a core busy and its activations near. */
  public static int microBatchTokens(AlbertConfig config) {
    return config.hiddenSize() <= 512 ? 1024 : 512;
  }
}
