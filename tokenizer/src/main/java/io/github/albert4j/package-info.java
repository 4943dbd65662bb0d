/** The exceptions that all of albert4j throws; everything else lives in the rooms below. */
package io.github.albert4j;
