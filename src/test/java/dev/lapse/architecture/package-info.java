/** The layout of Lapse as rules, and for each rule a fixture that breaks it. */
package dev.lapse.architecture;
