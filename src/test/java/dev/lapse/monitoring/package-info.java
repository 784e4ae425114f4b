/** What others watch Lapse with: rules, dashboard, runbooks. */
package dev.lapse.monitoring;
