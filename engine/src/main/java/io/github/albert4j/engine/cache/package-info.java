/** Folders of this user alone, where what travels inside jars is unpacked. */
@NullMarked
package io.github.albert4j.engine.cache;

import org.jspecify.annotations.NullMarked;
