/** What an account may do at the moment, for the gateway and the sign-in page of the product. */
@NullMarked
package dev.lapse.account.access;

import org.jspecify.annotations.NullMarked;
