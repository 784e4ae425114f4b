/**
 * START HERE. The four jobs as ordered steps: plan, act, verify, report; start, stop, rerun,
 * recover.
 */
@NullMarked
package dev.lapse.run;

import org.jspecify.annotations.NullMarked;
