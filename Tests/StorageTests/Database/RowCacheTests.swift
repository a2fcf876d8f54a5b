import Testing

@testable import Storage

struct RowCacheTests {
    private let cache = RowCache<Int, String>(capacity: 100)

    @Test func `asks the database once`() async throws {
        #expect(try await cache.value(for: 1) { "read" } == "read")
        #expect(try await cache.value(for: 1) { "read again" } == "read")
    }

    @Test func `forgets an old value that was read while a new one was committed`() async throws {
        let read = try await cache.value(for: 1) {
            cache.put("new", for: 1)
            return "old"
        }

        #expect(read == "old")
        #expect(try await cache.value(for: 1) { nil } == "new")
    }

    @Test func `forgets a value that was read while its row was deleted`() async throws {
        _ = try await cache.value(for: 1) {
            cache.drop(1)
            return "old"
        }
        _ = try await cache.value(for: 2) {
            cache.dropAll()
            return "old"
        }

        #expect(try await cache.value(for: 1) { "read again" } == "read again")
        #expect(try await cache.value(for: 2) { "read again" } == "read again")
    }

    @Test func `lets a second reader of the same row not bring the old value back`() async throws {
        _ = try await cache.value(for: 1) {
            _ = try await cache.value(for: 1) {
                cache.drop(1)
                return "old"
            }
            return "old"
        }

        #expect(try await cache.value(for: 1) { "new" } == "new")
    }

    @Test func `does not remember what is not there or could not be read`() async throws {
        #expect(try await cache.value(for: 1) { nil } == nil)
        await #expect(throws: StoreError.full) { try await cache.value(for: 1) { throw StoreError.full } }
        #expect(try await cache.value(for: 1) { "now" } == "now")
    }

    @Test func `stays small however many rows are asked for, and keeps those asked for often`() async throws {
        cache.put("often", for: -1)
        for key in 0..<10_000 {
            _ = try await cache.value(for: key) { "row" }
            #expect(try await cache.value(for: -1) { nil } == "often")
        }

        #expect(cache.count <= 100)
    }
}
