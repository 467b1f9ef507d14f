package io.dabiao.ingest.snmp;

import java.util.Optional;

/**
 * A user of SNMP version 3 (RFC 3414), whose messages are signed and perhaps encrypted. Unsigned ones are not taken: any machine could send
 * them.
 *
 * @param password of the signature
 * @param cipher empty where messages are not encrypted
 * @param key password of the encryption; there where {@code cipher} is
 */
record TrapUser(String name, Digest digest, String password, Optional<Cipher> cipher, Optional<String> key) {

    /** Of the signature: RFC 3414 and RFC 7860. MD5 is not among them. */
    enum Digest {
        SHA1,
        SHA256,
        SHA512
    }

    /** RFC 3826, and its longer keys as most devices have them. DES is not among them. */
    enum Cipher {
        AES128,
        AES256
    }

    /** Its passwords are no one's business. */
    @Override
    public String toString() {
        return name + " by " + digest;
    }
}
