/**
 * The vocabulary's files in a model folder: which to read, and how to write them so that Hugging
 * Face cuts text into the same pieces.
 */
@NullMarked
package io.github.albert4j.vocabulary;

import org.jspecify.annotations.NullMarked;
