/** What an account may do at this moment, told to whoever lets people in. */
@NullMarked
package dev.lapse.account.access;

import org.jspecify.annotations.NullMarked;
