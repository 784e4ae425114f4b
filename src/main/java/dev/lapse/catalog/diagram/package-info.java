/**
 * Diagrams of a catalog: the account, what belongs to it and by which paths, and separately what is
 * shared and what is still a question.
 */
@NullMarked
package dev.lapse.catalog.diagram;

import org.jspecify.annotations.NullMarked;
