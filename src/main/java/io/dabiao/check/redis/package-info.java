/** Redis, asked whether it is there. */
package io.dabiao.check.redis;
