/** People who sign in with an OpenID Connect provider of the institution's. */
package io.dabiao.access.openid;
