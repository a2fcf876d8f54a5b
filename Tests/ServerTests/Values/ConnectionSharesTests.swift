import Domain
import Testing

@testable import Server

@Suite struct ConnectionSharesTests {
    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test func `one client cannot hold more than its share, and others are let in`() throws {
        let shares = ConnectionShares(most: 2, proxies: [])
        let (ada, kim) = (try address("192.0.2.1"), try address("192.0.2.2"))

        #expect(shares.enter(ada) && shares.enter(ada))
        #expect(!shares.enter(ada))
        #expect(!shares.enter(try address("::ffff:192.0.2.1")))
        #expect(shares.enter(kim))

        shares.leave(ada)
        #expect(shares.enter(ada))
        #expect(!shares.enter(ada))
    }

    @Test func `a household's whole network of IPv6 is one client`() throws {
        let shares = ConnectionShares(most: 1, proxies: [])

        #expect(shares.enter(try address("2001:db8:1:2::1")))
        #expect(!shares.enter(try address("2001:db8:1:2:3:4:5:6")))
        #expect(shares.enter(try address("2001:db8:1:3::1")))
    }

    @Test func `a proxy that is trusted speaks for many`() throws {
        let shares = ConnectionShares(most: 1, proxies: [try #require(AddressBlock("10.0.0.0/8"))])
        let proxy = try address("10.1.2.3")

        #expect(shares.enter(proxy) && shares.enter(proxy))
    }
}
