/** Mail by SMTP. */
package io.dabiao.alert.mail;
