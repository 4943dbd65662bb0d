/** ALBERT itself: token ids in, tensors out. */
@NullMarked
package io.github.albert4j.model;

import org.jspecify.annotations.NullMarked;
