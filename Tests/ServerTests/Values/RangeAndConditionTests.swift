import Domain
import HTTPTypes
import Testing

@testable import Server

struct RangeAndConditionTests {
    @Test(arguments: [
        (nil, ByteRange.whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<1000)),
        ("bytes=10-19", .part(10..<20)), ("BYTES=990-5000", .part(990..<1000)), ("bytes=-5", .part(995..<1000)),
        ("bytes=-5000", .part(0..<1000)), ("bytes= 5-6 ", .part(5..<7)), ("bytes=1000-", .unsatisfiable),
        ("bytes=1000-1001", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=5-4", .whole), ("bytes=0-1,5-6", .whole),
        ("lines=0-1", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes", .whole), ("bytes=+1-2", .whole),
        ("bytes=0-99999999999999999999", .part(0..<1000)),
    ])
    func `reads a range of a thousand bytes`(_ header: String?, _ range: ByteRange) {
        #expect(ByteRange(header: header, size: 1000) == range)
    }

    @Test func `has no range in an empty file`() {
        #expect(ByteRange(header: "bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange(header: "bytes=-5", size: 0) == .whole)
    }

    @Test(arguments: [
        (HTTPField.Name.ifNoneMatch, "\"abc\"", Conditions.Outcome.notModified),
        (.ifNoneMatch, "\"x\", W/\"abc\"", .notModified), (.ifNoneMatch, "*", .notModified),
        (.ifNoneMatch, "\"abcd\"", .proceed), (.ifNoneMatch, "abc", .proceed),
        (.ifModifiedSince, "Sun, 06 Nov 1994 08:49:37 GMT", .notModified),
        (.ifModifiedSince, "Sun, 06 Nov 1994 08:49:36 GMT", .proceed), (.ifModifiedSince, "yesterday", .proceed),
        (.ifMatch, "\"abc\"", .proceed), (.ifMatch, "W/\"abc\"", .failed), (.ifMatch, "\"x\"", .failed),
        (.ifUnmodifiedSince, "Sun, 06 Nov 1994 08:49:36 GMT", .failed),
    ])
    func `judges one condition`(_ name: HTTPField.Name, _ value: String, _ outcome: Conditions.Outcome) {
        let conditions = Conditions(etag: "\"abc\"", lastModified: 784_111_777)

        #expect(conditions.judge([name: value]) == outcome)
    }

    @Test func `asks the tag before the date`() {
        let conditions = Conditions(etag: "\"abc\"", lastModified: 784_111_777)
        let headers: HTTPFields = [.ifNoneMatch: "\"x\"", .ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"]

        #expect(conditions.judge(headers) == .proceed)
    }

    @Test(arguments: [
        (nil, true), ("\"abc\"", true), ("\"abd\"", false), ("W/\"abc\"", false),
        ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
    ])
    func `honours a range only of the same bytes`(_ validator: String?, _ allowed: Bool) {
        var headers = HTTPFields()
        headers[.ifRange] = validator

        #expect(Conditions(etag: "\"abc\"", lastModified: 784_111_777).allowRange(headers) == allowed)
    }

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_248_900, "Sat, 21 Nov 2026 08:15:00 GMT"),
    ])
    func `writes and reads dates`(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.text(Timestamp(milliseconds: seconds * 1000 + 999)) == text)
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
    ])
    func `ignores other date formats`(_ text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }
}
