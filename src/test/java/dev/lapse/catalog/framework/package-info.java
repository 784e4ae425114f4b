@NullMarked
package dev.lapse.catalog.framework;

import org.jspecify.annotations.NullMarked;
