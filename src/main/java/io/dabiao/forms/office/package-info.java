/** Forms as Word and Excel files of today's kind (OOXML). */
package io.dabiao.forms.office;
