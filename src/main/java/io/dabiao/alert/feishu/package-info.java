/** The robots of Feishu (飞书) groups. */
package io.dabiao.alert.feishu;
