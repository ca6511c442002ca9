/**
 * What the tests add to James' class path: the program that starts it, a mail queue on files and the control port. The package
 * depends on James and the JDK only, and on nothing of the plugin, whose classes are behind James' loader for extensions.
 */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.james.server.inside;
