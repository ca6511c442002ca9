/** What the tests put into James' folder of extensions beside the plugin: its ports, bound to the test kit's hosts. */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.james.server.extension;
