import Testing

@testable import Studio

@Suite struct MaskedAddressesTests {
    @Test(arguments: [
        ("nothing here", "nothing here"), ("email=kim.lee@example.org failed", "email=k…@example.org failed"),
        ("to <kim+x@mail.example.org>, lee@b.c", "to <k…@mail.example.org>, l…@b.c"),
        ("日本@example.jp", "日…@example.jp"),
        ("k@example.org", "k…@example.org"), ("@", "@"),
    ])
    func `a log tells of nobody whose address it is`(line: String, masked: String) {
        #expect(MaskedAddresses.text(line) == masked)
    }
}
