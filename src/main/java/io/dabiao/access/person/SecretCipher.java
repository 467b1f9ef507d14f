package io.dabiao.access.person;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts secrets that must be read back, by AES-256-GCM under a key that is not in the database. Thread-safe. */
public final class SecretCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes in base 64 */
    public SecretCipher(String key) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key.strip()), "AES");
    }

    /** @param owner whose it is: another's row does not decrypt */
    public byte[] encrypt(byte[] plain, long owner) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(plain);
            return ByteBuffer.allocate(NONCE + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** @throws GeneralSecurityException where it was encrypted under another key, or for another owner, or was changed */
    public byte[] decrypt(byte[] stored, long owner) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        ByteBuffer.wrap(stored).get(nonce);
        return cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(stored, NONCE, stored.length - NONCE);
    }

    private Cipher cipher(int mode, byte[] nonce, long owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(owner).array());
        return cipher;
    }
}
