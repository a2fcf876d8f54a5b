import Domain
import Foundation
import Testing

@Suite struct IdentifierTests {
    @Test func `an id from outside cannot leave its folder or its query`() {
        for hostile in ["", "../../etc/passwd", "a/b", "a b", "a\u{0}", "é", String(repeating: "a", count: 65), "a'--"]
        {
            #expect(TaskID(rawValue: hostile) == nil, "\(hostile)")
        }
        #expect(TaskID(rawValue: "0190b6a2-0000-7000-8000-000000000000") != nil)
    }

    @Test func `ids made later sort later, also within a millisecond and when the clock steps back`() {
        let times = ManagedTimes([5_000, 5_000, 4_000, 6_000])
        let source = IDSource(now: { times.next() })

        let ids = (0..<20_000).map { _ in (source.next() as TaskID).rawValue }

        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
    }

    @Test func `an id is a UUID of version 7`() throws {
        let id = IDSource(now: { Timestamp(milliseconds: 1_645_557_742_000) }).next(GenerationTask.self)

        let uuid = try #require(UUID(uuidString: id.rawValue))
        #expect(id.rawValue.hasPrefix("017f22e2-79b0-7"))  // the time of RFC 9562's example, appendix A.6
        #expect(uuid.uuid.6 >> 4 == 7)
        #expect(uuid.uuid.8 >> 6 == 2)
    }

    @Test func `a blob's name is safe in a path`() {
        #expect(BlobHash(hex: String(repeating: "a", count: 64)) != nil)
        #expect(BlobHash(hex: String(repeating: "A", count: 64)) == nil)
        #expect(BlobHash(hex: "../" + String(repeating: "a", count: 61)) == nil)
    }
}

/// Gives one time after another, then the last one for ever.
private final class ManagedTimes: @unchecked Sendable {  // asked by one thread only
    private var times: [Int64]

    init(_ times: [Int64]) { self.times = times }

    func next() -> Timestamp { Timestamp(milliseconds: times.count > 1 ? times.removeFirst() : times[0]) }
}
