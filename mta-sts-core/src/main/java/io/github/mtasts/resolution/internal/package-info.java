/** What resolution runs on. Not part of the API. */
package io.github.mtasts.resolution.internal;
