/** How a figure is made of facts, exactly, in which unit. */
package io.dabiao.core.measure;
