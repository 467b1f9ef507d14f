/** Errors as the API tells them. */
package io.dabiao.problem;
