import Logging
import Storage
import Studio
import Synchronization
import Testing
import TestSupport

struct DamageWatchTests {
    @Test func `says so while the database is damaged, and not what is in it`() async throws {
        let faults = Mutex(["row 7 of account is wrong"])
        let home = try Home.temporary()
        let watch = DamageWatch(reserve: DiskReserve(folder: home.path, bytes: 0), logger: Logger(label: "test")) {
            faults.withLock { $0 }
        }
        #expect(watch.complaints.isEmpty)

        await watch.look()
        #expect(watch.complaints == ["The database is damaged."])

        faults.withLock { $0 = [] }
        await watch.look()
        #expect(watch.complaints.isEmpty)
    }

    @Test func `says that the disk is full`() async throws {
        let home = try Home.temporary()
        let watch = DamageWatch(reserve: DiskReserve(folder: home.path, bytes: .max), logger: Logger(label: "test")) {
            []
        }

        #expect(watch.complaints == ["The disk is full."])
    }

    @Test func `a real database is whole`() async throws {
        let store = try Store.temporary()
        _ = try await store.someTask(of: store.someone().id, holding: 3)

        #expect(try await store.checkIntegrity().isEmpty)
    }
}
