/** What people say of an indicator while its year runs, beside what a report says of it at its end. */
package io.dabiao.comment;
