/** The finders that apply conventions: what a person or a framework says once. */
@NullMarked
package dev.lapse.catalog.discover.convention;

import org.jspecify.annotations.NullMarked;
