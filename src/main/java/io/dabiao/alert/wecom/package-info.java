/** The robots of WeCom (企业微信) groups. */
package io.dabiao.alert.wecom;
