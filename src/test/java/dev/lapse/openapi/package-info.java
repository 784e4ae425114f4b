/** The OpenAPI document, compared with what the program answers. */
@NullMarked
package dev.lapse.openapi;

import org.jspecify.annotations.NullMarked;
