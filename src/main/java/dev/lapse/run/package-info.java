/**
 * START HERE. {@link dev.lapse.run.NightJobs}: the four jobs as ordered steps: plan, act, verify,
 * report. {@link dev.lapse.run.StartRun} starts, resumes and approves runs.
 */
@NullMarked
package dev.lapse.run;

import org.jspecify.annotations.NullMarked;
