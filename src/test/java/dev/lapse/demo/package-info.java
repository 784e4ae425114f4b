/** The demo: the real program on an embedded server with a sample product, shown in one night. */
package dev.lapse.demo;
