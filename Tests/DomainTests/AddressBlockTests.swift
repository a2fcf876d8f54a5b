import Domain
import Testing

/// A block that is too wide lets a stranger speak for others.
@Suite struct AddressBlockTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("10.0.0.0/8", "10.255.255.255"), ("192.0.2.0/25", "192.0.2.127"),
        ("0.0.0.0/0", "203.0.113.9"), ("2001:db8::/32", "2001:db8:ffff::1"), ("::/0", "2001:db8::1"),
        ("2001:db8::10/124", "2001:db8::1f"), ("::1", "::1"), ("127.0.0.1", "::ffff:127.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"), ("192.0.2.1/32", "192.0.2.1"), ("2001:db8::1/128", "2001:db8::1"),
    ])
    func `holds what begins alike`(block: String, address: String) throws {
        #expect(try #require(AddressBlock(block)).contains(try #require(IPAddress(address))))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.2"), ("10.0.0.0/8", "11.0.0.0"), ("192.0.2.0/25", "192.0.2.128"),
        ("2001:db8::/32", "2001:db9::"), ("2001:db8::10/124", "2001:db8::20"), ("0.0.0.0/0", "::1"),
        ("::1", "127.0.0.1"),
    ])
    func `holds nothing else`(block: String, address: String) throws {
        #expect(try !#require(AddressBlock(block)).contains(try #require(IPAddress(address))))
    }

    @Test(arguments: [
        "", "/", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "10/8",
    ])
    func `is not made of anything`(text: String) { #expect(AddressBlock(text) == nil) }
}
