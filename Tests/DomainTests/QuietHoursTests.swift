import Domain
import Foundation
import Testing

/// Nobody's phone rings at night because a video is done; and no letter is lost for it.
struct QuietHoursTests {
    @Test(
        arguments: [
            ("22:00 to 07:00 before", 22 * 60, 7 * 60, "Europe/Berlin", "2026-11-30T20:59:00Z", nil),
            (
                "22:00 to 07:00 evening", 22 * 60, 7 * 60, "Europe/Berlin", "2026-11-30T21:00:00Z",
                "2026-12-01T06:00:00Z"
            ),
            ("22:00 to 07:00 night", 22 * 60, 7 * 60, "Europe/Berlin", "2026-12-01T03:30:00Z", "2026-12-01T06:00:00Z"),
            ("22:00 to 07:00 over", 22 * 60, 7 * 60, "Europe/Berlin", "2026-12-01T06:00:00Z", nil),
            ("noon in Tokyo", 12 * 60, 13 * 60 + 30, "Asia/Tokyo", "2026-11-30T03:15:00Z", "2026-11-30T04:30:00Z"),
            // The hour from 2:00 to 3:00 is left out that night.
            ("summer begins", 60, 150, "Europe/Berlin", "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z"),
            // And is there twice that night.
            ("summer ends", 60, 240, "Europe/Berlin", "2026-10-24T23:30:00Z", "2026-10-25T03:00:00Z"),
        ] as [(String, Int, Int, String, String, String?)])
    func `end when the clock on the wall says so`(
        _ name: String, _ from: Int, _ until: Int, _ zone: String, _ moment: String, _ end: String?
    ) throws {
        let timeZone = try #require(TimeZone(identifier: zone))
        let hours = try #require(QuietHours(from: from, until: until, timeZone: timeZone))

        let found = hours.end(at: try Self.moment(moment))

        let expected = try end.map(Self.moment)
        #expect(found == expected, "\(name): \(found?.rfc3339 ?? "none")")
    }

    private static func moment(_ text: String) throws -> Timestamp {
        Timestamp(milliseconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970 * 1000))
    }

    @Test(arguments: [(0, 0), (-1, 5), (5, 1440), (700, 700)]) func `are a part of a day`(_ from: Int, _ until: Int) {
        #expect(QuietHours(from: from, until: until, timeZone: .gmt) == nil)
    }
}
