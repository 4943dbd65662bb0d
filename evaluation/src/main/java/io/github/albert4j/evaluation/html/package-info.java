/**
 * Results as pages to read: one file each, which loads nothing and runs nothing. A result becomes
 * sections, the sections one page; no other class writes HTML, and what stands in the data is text.
 */
@NullMarked
package io.github.albert4j.evaluation.html;

import org.jspecify.annotations.NullMarked;
