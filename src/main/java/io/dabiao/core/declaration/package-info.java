/** What is promised: indicators, targets, the behaviours that judge them, and how points are given. */
package io.dabiao.core.declaration;
