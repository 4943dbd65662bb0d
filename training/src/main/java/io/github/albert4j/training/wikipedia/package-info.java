/**
 * Wikipedia dumps to plain prose: a dump's pages ({@code WikipediaDump}), a page's wikitext to
 * paragraphs ({@code WikitextCleaner}), paragraphs to shards of text. Knows no model and no
 * vocabulary.
 */
@NullMarked
package io.github.albert4j.training.wikipedia;

import org.jspecify.annotations.NullMarked;
