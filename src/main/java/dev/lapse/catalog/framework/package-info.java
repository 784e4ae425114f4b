/** What well-known frameworks and libraries keep in a database, and whose it is: data files. */
@NullMarked
package dev.lapse.catalog.framework;

import org.jspecify.annotations.NullMarked;
