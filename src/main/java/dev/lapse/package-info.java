/**
 * Lapse enforces what happens to an account after its owner pauses or closes it.
 *
 * <p>Start with one of three: {@link dev.lapse.run.NightJobs} is the order of the night: plan, act,
 * verify, report. {@link dev.lapse.policy.Deadlines} is the rule of a deadline. {@link
 * dev.lapse.erase.EraseAccounts} is how a row gets deleted: begin, prepare, claim, finish, in every
 * store.
 *
 * <p>The story, in order: {@link dev.lapse.policy} fixes the deadlines when an account lapses,
 * {@link dev.lapse.account} stores them, {@link dev.lapse.schedule} fires the jobs, {@link
 * dev.lapse.run} carries each one out, {@link dev.lapse.plan} freezes what a run will act on,
 * {@link dev.lapse.cutoff} and {@link dev.lapse.erase} act, {@link dev.lapse.evidence} records,
 * {@link dev.lapse.report} reports.
 */
@NullMarked
package dev.lapse;

import org.jspecify.annotations.NullMarked;
