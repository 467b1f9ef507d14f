/** The robots of DingTalk (钉钉) groups. */
package io.dabiao.alert.dingtalk;
