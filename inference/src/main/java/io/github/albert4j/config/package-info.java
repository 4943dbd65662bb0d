/** config.json and albert_config.json to {@link io.github.albert4j.config.AlbertConfig}. */
@NullMarked
package io.github.albert4j.config;

import org.jspecify.annotations.NullMarked;
