import Domain
import Foundation
import Storage
import TestSupport

/// How long writers wait while a backup is made of a database with many rows, and while none is.
struct BackupBench {
    let count: Int

    func run() async throws {
        let home = try Home.temporary()
        let store = try Store(path: home.database, migrations: migrationsFolder)
        let account = try await store.someone()
        let image = try await store.someFile(.image, of: account.id)
        let video = try await store.someFile(.video, of: account.id)
        let submit: @Sendable () async throws -> Void = {
            try await store.submit(.sample(of: account.id, image: image.id, video: video.id))
        }
        let filling = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<500 {
                    group.addTask { for _ in 0..<(count / 500) { try await submit() } }
                }
                try await group.waitForAll()
            }
        }
        print("\(count) tasks put down in \(Int(filling)) s")
        let calm = try await commits(submit) { try await Task.sleep(for: .seconds(5)) }
        let writer = BackupWriter(home: home, blobs: BlobStore(home: home.path))
        let (folder, before) = (BackupFolder(home.backups), ContinuousClock.now)
        let busy = try await commits(submit) {
            let made = try await writer.write(
                .init(.manual, program: "bench"), into: folder, at: .now())
            let took = (ContinuousClock.now - before) / .seconds(1)
            print("a backup of \(made.sizeBytes >> 20) MiB in \(took) s")
        }
        print("commits while none is made: \(calm)")
        print("commits while one is made:  \(busy), \(busy.count) of them")
        print("ratio of the medians \(busy.median / calm.median)")
    }

    private struct Waits: CustomStringConvertible {
        let (count, median, most): (Int, Double, Double)

        init(_ waits: [Double]) {
            let sorted = waits.sorted()
            (count, median, most) = (sorted.count, sorted[sorted.count / 2], sorted[sorted.count - 1])
        }

        var description: String { "median \(median * 1000) ms, longest \(most * 1000) ms" }
    }

    /// One writer commits as long as the work takes.
    private func commits(
        _ submit: @escaping @Sendable () async throws -> Void, during work: () async throws -> Void
    ) async throws -> Waits {
        let writing = Task {
            var waits: [Double] = []
            repeat { waits.append(try await seconds { try await submit() }) } while !Task.isCancelled
            return waits
        }
        try await work()
        writing.cancel()
        return Waits(try await writing.value)
    }
}
