/** Text to ids and back, exactly as ALBERT was trained. Depends on nothing. */
package io.github.albert4j.tokenizer;
