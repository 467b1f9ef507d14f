/** Errors as the API tells them, for whoever meets one. */
package io.dabiao.problem;
