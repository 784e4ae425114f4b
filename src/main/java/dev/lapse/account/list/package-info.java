/** Lists of accounts and of holds, with filters. */
@NullMarked
package dev.lapse.account.list;

import org.jspecify.annotations.NullMarked;
