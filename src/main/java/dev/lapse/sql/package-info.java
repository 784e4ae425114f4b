/** What PostgreSQL's error codes mean. */
@NullMarked
package dev.lapse.sql;

import org.jspecify.annotations.NullMarked;
