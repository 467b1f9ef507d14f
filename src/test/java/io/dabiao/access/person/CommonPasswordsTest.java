package io.dabiao.access.person;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    private static final CommonPasswords COMMON = CommonPasswords.read();
    private static final String NAME = "Vera Viewer";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password1234",
                "123456789012",
                "qwertyuiopas",
                "Password2024",
                "P4$$w0rd2024",
                "passwordpassword",
                "Administrator1",
                "admin20242024",
                "iloveyou2024!",
                "1qaz2wsx3edc",
                "asdfghjkl;'\\",
                "poiuytrewq12",
                "abcdefghijkl",
                "aaaaaaaaaaaaaaaa",
                "ababababababab",
                "abcabcabcabc",
                "098765432109",
                "ｐａｓｓｗｏｒｄ１２３４",
                "vera viewer 1",
                "VeraViewer1234",
                "viewer123456",
                "dabiao2024dabiao",
                "Dabiao123456",
                "达标达标达标123456",
                "111222333444",
                "qwerty123456",
                "qwer1234asdf",
                "welcome12345",
                "zxcvbnm12345",
                "sunshine1234",
                "1234qwerasdf",
                "woaini1314520",
            })
    void whatIsEasilyGuessedIsRefused(String password) {
        assertThat(COMMON.allows(password, NAME)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "一句容易记住的话 2024",
                "our cat sleeps on the roof",
                "k7#mQz!v29Lx",
                "éclair of the day",
                "下雨天记得收衣服和被子",
                "Zug-Lampe-Regen-Tinte",
            })
    void severalWordsAndWhatIsDrawnAreTaken(String password) {
        assertThat(COMMON.allows(password, NAME)).isTrue();
    }
}
