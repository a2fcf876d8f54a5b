import Domain
import Outbound
import Testing

/// A hole here lets a stranger read what only the server's own network may see.
@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "168.63.129.16", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::1",
        "2002:a00:1::1", "2001::1", "2001:db8::1", "2001:10::1", "3fff::1", "::127.0.0.1", "100::1", "4000::1",
    ])
    func `refuses what is not public`(text: String) throws {
        let address = try #require(IPAddress(text))

        #expect(!AddressPolicy().allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.0.0.1", "128.0.0.1",
        "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.167.0.1", "192.169.0.1", "198.17.0.1", "198.20.0.1",
        "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1",
    ])
    func `allows what is public`(text: String) throws {
        let address = try #require(IPAddress(text))

        #expect(AddressPolicy().allows(address))
    }

    @Test func `loopback is open only to those who ask for it, and nothing else with it`() throws {
        let policy = AddressPolicy(allowsLoopback: true)

        #expect(policy.allows(try #require(IPAddress("127.0.0.1"))))
        #expect(policy.allows(try #require(IPAddress("::1"))))
        #expect(!policy.allows(try #require(IPAddress("10.0.0.1"))))
        #expect(!policy.allows(try #require(IPAddress("169.254.169.254"))))
    }
}
