@NullMarked
package dev.lapse.catalog.discover.convention;

import org.jspecify.annotations.NullMarked;
