/**
 * How fast, how large, how soon: measurements of the packaged service, each a command of {@link io.dabiao.bench.Bench}.
 *
 * <p>They start the service themselves, in a directory of their own that is deleted afterwards, and print Markdown. Nothing
 * here asserts: a figure says something only together with its machine.
 */
package io.dabiao.bench;
