/** The image, as {@code ./mvnw verify -Pimage -Dimage.base=scratch} builds it. */
package dev.lapse.image;
