import Domain
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_763_717_400_250, "2025-11-21T09:30:00.250Z"),
            (1_709_164_799_999, "2024-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `is written as clients read it`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func `agrees with Foundation's calendar over two centuries`() throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for day in stride(from: Int64(-20_000), through: 60_000, by: 37) {
            let moment = Timestamp(milliseconds: day * 86_400_000 + 45_296_789)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
            #expect(moment.rfc3339 == expected)
        }
    }

    @Test func `adding and taking away durations agree`() {
        let start = Timestamp(milliseconds: 1_000)

        #expect(start + .seconds(2) == Timestamp(milliseconds: 3_000))
        #expect((start + .milliseconds(250)) - start == .milliseconds(250))
    }
}
