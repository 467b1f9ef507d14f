/** Facts from people: values, spreadsheets and corrections. */
package io.dabiao.page.enter;
