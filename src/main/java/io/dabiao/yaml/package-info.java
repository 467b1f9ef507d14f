/** YAML files that people write, read with the place of every value, so that whatever is wrong is told in full. */
package io.dabiao.yaml;
