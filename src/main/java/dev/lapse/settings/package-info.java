/** The files that users edit, all together: {@link dev.lapse.settings.UserFiles}. */
@NullMarked
package dev.lapse.settings;

import org.jspecify.annotations.NullMarked;
