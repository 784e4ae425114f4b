/**
 * Decides what {@code discover} asks, one decision at a time: {@link
 * dev.lapse.catalog.review.Review} holds the open decisions and writes each answer into {@code
 * catalog.yaml}; {@link dev.lapse.catalog.review.Preview} shows what an answer would erase.
 */
@NullMarked
package dev.lapse.catalog.review;

import org.jspecify.annotations.NullMarked;
