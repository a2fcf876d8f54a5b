import Domain
import Testing

@Suite struct DomainNameTests {
    /// RFC 3492, section 7.1 (A), (B), (L), (R), and registered names.
    @Test(arguments: [
        ("xn--bcher-kva.example", "bücher.example"), ("XN--BCHER-KVA.example", "BüCHER.example"),
        ("xn--fiq228c.xn--fiqs8s", "中文.中国"), ("xn--egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
        ("xn--ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"), ("xn--3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"),
        ("xn--d9juau41awczczp", "そのスピードで"), ("example.com", "example.com"), ("", ""),
    ])
    func `a name is the same in both of its spellings`(ascii: String, unicode: String) {
        #expect(DomainName.unicode(of: ascii) == unicode)
        #expect(DomainName.unicode(of: unicode) == unicode)
    }

    @Test(arguments: [
        "xn--", "xn---", "xn--99999999999999", "xn--ü", "xn--a-!", "xn--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    ])
    func `what is no Punycode stays as it is`(label: String) {
        #expect(DomainName.unicode(of: label) == label)
    }
}
