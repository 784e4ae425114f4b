/**
 * The erasure is right in any schema.
 *
 * <p>Each case makes a product of its own together with the truth: whose each row is, known from
 * the step that inserted it. Lapse sees the product only, through its commands: {@code catalog
 * discover}, the answers of a person, {@code catalog check}, {@code run purge}. The verdict
 * compares what is left with the truth.
 */
package dev.lapse.cases;
