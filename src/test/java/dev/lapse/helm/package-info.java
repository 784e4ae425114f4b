/** The chart, rendered by the real Helm and read as strictly as a cluster reads it. */
package dev.lapse.helm;
