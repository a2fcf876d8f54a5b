import Foundation
import TestSupport
import Testing

@testable import Providers

struct RegionTests {
    private let fixture = Repository.fixtures.appending(path: "region.mmdb").path

    @Test(arguments: [
        ("192.0.2.9", "CN"), ("198.51.100.1", "JP"), ("2001:db8::1", "FR"), ("::ffff:192.0.2.9", "CN"),
        ("203.0.113.1", nil), ("10.0.0.1", nil), ("localhost", nil), ("", nil), ("192.0.2.9:80", nil),
    ])
    func `finds the country of an address`(address: String, country: String?) throws {
        #expect(try MaxMindRegion(path: fixture).country(of: address) == country)
    }

    @Test func `says what is wrong with a file`() {
        #expect(throws: MaxMindRegion.Unusable.self) { try MaxMindRegion(path: "/nowhere.mmdb") }
        #expect(throws: MaxMindRegion.Unusable.self) { try MaxMindRegion(path: #filePath) }
    }

    @Test func `answers many at a time`() async throws {
        let region = try MaxMindRegion(path: fixture)

        let found = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).filter { region.country(of: "192.0.2.\($0 % 256)") == "CN" }.count }
            }
            return await group.reduce(0, +)
        }

        #expect(found == 4000)
    }
}
