import Crypto
import Domain
import Foundation
import Glibc
import Storage
import TestSupport

/// Seconds that the work takes.
func seconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return (ContinuousClock.now - start) / .seconds(1)
}

/// Seconds of processor time, of all threads, that this process has taken.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Durable submits a second, from one side and from 64 at a time.
struct CommitBench {
    func run() async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        let image = try await store.someFile(.image, of: account.id)
        let video = try await store.someFile(.video, of: account.id)
        for sides in [1, 8, 64] {
            let each = sides == 1 ? 3000 : 40000 / sides
            let processor = processorSeconds()
            let took = try await seconds {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<sides {
                        group.addTask {
                            for _ in 0..<each {
                                try await store.submit(.sample(of: account.id, image: image.id, video: video.id))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let cost = (processorSeconds() - processor) * 1e6 / Double(each * sides)
            print(
                "submits from \(sides) sides: \(Int(Double(each * sides) / took)) commits/s, \(Int(cost)) µs CPU each")
        }
        try await reads(store, account: account.id)
    }

    private func reads(_ store: Store, account: AccountID) async throws {
        let ids = try await store.tasks(of: account, status: nil, kind: nil, page: PageRequest(limit: 100)).items.map(
            \.id)
        let count = 200_000
        let took = try await seconds {
            for index in 0..<count { _ = try await store.task(ids[index % ids.count], of: account) }
        }
        print("reads of remembered tasks: \(Int(Double(count) / took))/s")
    }
}

/// The SHA-256 of swift-crypto, in GB/s.
struct HashBench {
    func run() throws {
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let start = ContinuousClock.now
        var hasher = SHA256()
        for _ in 0..<2048 { bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) } }
        _ = hasher.finalize()
        let took = (ContinuousClock.now - start) / .seconds(1)
        print("SHA-256: \(Double(2048 << 20) / took / 1e9) GB/s")
    }
}

/// An upload into the blob store against writing, hashing and syncing the same bytes one after the other.
struct IncomingBench {
    private let chunk = [UInt8](repeating: 7, count: 1 << 16)
    private let chunks = 16384

    func run() async throws {
        let home = try Home.temporary()
        let blobs = BlobStore(home: home.path)
        for round in 1...3 {
            let plain = home.path + "/plain-\(round)"
            let one = try await report("write, hash, sync") { try writeAndHash(plain) }
            unlink(plain)
            let two = try await report("incoming file    ") {
                let file = try await blobs.newIncomingFile()
                for _ in 0..<chunks { try await file.write(chunk) }
                let hash = try await file.finish().hash
                try await blobs.adopt(file.path, as: hash)
                unlink(blobs.path(of: hash))
            }
            print("  ratio \(one / two)")
        }
    }

    private func report(_ name: String, _ work: () async throws -> Void) async throws -> Double {
        let processor = processorSeconds()
        let took = try await seconds(work)
        let rate = Double(chunks * chunk.count) / 1e9 / took
        print("\(name): \(rate) GB/s, \(processorSeconds() - processor) s CPU")
        return took
    }

    private func writeAndHash(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        var hasher = SHA256()
        for _ in 0..<chunks {
            chunk.withUnsafeBytes { bytes in
                _ = write(descriptor, bytes.baseAddress, bytes.count)
                hasher.update(bufferPointer: bytes)
            }
        }
        _ = hasher.finalize()
        fsync(descriptor)
    }
}

/// What each call costs, in processor time, on an empty table and among many rows: nothing may grow with the table.
struct RowsBench {
    let count: Int

    func run() async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        let image = try await store.someFile(.image, of: account.id)
        let video = try await store.someFile(.video, of: account.id)
        let empty = try await measure(store, account: account.id, image: image.id, video: video.id)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    for _ in 0..<(count / 500) {
                        let task = GenerationTask.sample(of: account.id, image: image.id, video: video.id)
                        try await store.submit(task)
                        _ = try await store.end(task.id, as: .cancelled, at: .sample)
                    }
                }
            }
            try await group.waitForAll()
        }
        let full = try await measure(store, account: account.id, image: image.id, video: video.id)
        for (name, cost) in full.sorted(by: { $0.key < $1.key }) {
            let before = empty[name] ?? .nan
            let (empty, full) = (Int(before * 1e6), Int(cost * 1e6))
            print("\(name): \(empty) µs empty, \(full) µs with \(count) rows, ratio \(cost / before)")
        }
    }

    private func measure(
        _ store: Store, account: AccountID, image: FileID, video: FileID
    ) async throws -> [String: Double] {
        let rounds = 400
        var costs: [String: Double] = [:]
        func cost(_ name: String, _ call: () async throws -> Void) async throws {
            let before = processorSeconds()
            for _ in 0..<rounds { try await call() }
            costs[name] = (processorSeconds() - before) / Double(rounds)
        }
        try await cost("submit, start, fail") {
            let task = GenerationTask.sample(of: account, image: image, video: video)
            try await store.submit(task)
            _ = try await store.start(task.id, at: .sample, lease: .sample)
            _ = try await store.end(
                task.id, as: .failed(.init(code: "x", message: "x", isRetryable: false)), at: .sample)
        }
        let page = PageRequest(limit: 20)
        try await cost("list") { _ = try await store.tasks(of: account, status: nil, kind: nil, page: page) }
        try await cost("list of status") {
            _ = try await store.tasks(of: account, status: .failed, kind: nil, page: page)
        }
        try await cost("list of kind") {
            _ = try await store.tasks(of: account, status: nil, kind: .animateMove, page: page)
        }
        try await cost("list of status and kind") {
            _ = try await store.tasks(of: account, status: .failed, kind: .animateMove, page: page)
        }
        try await cost("list of a kind without rows") {
            _ = try await store.tasks(of: account, status: nil, kind: .speech, page: page)
        }
        try await cost("unfinished") { _ = try await store.unfinishedTasks() }
        try await cost("active count") { _ = try await store.activeTaskCount(of: account) }
        try await cost("delete a file") {
            let file = try await store.someFile(of: account)
            _ = try await store.deleteFile(file.id, of: account)
        }
        try await cost("unreferenced blobs") { _ = try await store.unreferencedBlobs(limit: 20) }
        return costs
    }
}

/// Durable submits a second that cost nothing, that cost minutes, and that cost credits, from 64 sides.
struct MoneyBench {
    func run() async throws {
        let store = try Store.temporary()
        let accounts = try await Self.accounts(64, in: store)
        let month = Charge.Allowance(
            startsAt: .sample + .seconds(-86_400), endsAt: .sample + .seconds(86_400), includedMs: .max / 2)
        var (minutes, credits) = (Charge(credits: 10, lengthMs: 1000), Charge(credits: 10, lengthMs: 1000))
        minutes.allowance = month
        credits.allowance = Charge.Allowance(startsAt: month.startsAt, endsAt: month.endsAt, includedMs: 0)
        var rates: [String: [Double]] = [:]
        for _ in 1...5 {
            for (name, charge) in [("nothing", Charge.nothing), ("minutes", minutes), ("credits", credits)] {
                rates[name, default: []].append(try await rate(charge, store, accounts))
            }
        }
        let medians = rates.mapValues { $0.sorted()[$0.count / 2] }
        for (name, rate) in medians.sorted(by: { $0.key < $1.key }) {
            print("submits that cost \(name): \(Int(rate))/s, ratio \(rate / (medians["nothing"] ?? 1))")
        }
    }

    private func rate(
        _ charge: Charge, _ store: Store, _ accounts: [(AccountID, FileID, FileID)]
    ) async throws -> Double {
        let each = 200
        let took = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (account, image, video) in accounts {
                    group.addTask {
                        for _ in 0..<each {
                            try await store.submit(
                                .sample(of: account, image: image, video: video), charging: charge)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(each * accounts.count) / took
    }

    private static func accounts(_ count: Int, in store: Store) async throws -> [(AccountID, FileID, FileID)] {
        var accounts: [(AccountID, FileID, FileID)] = []
        for _ in 0..<count {
            let account = try await store.someone().id
            try await store.give(1_000_000, to: account)
            accounts.append(
                (
                    account, try await store.someFile(.image, of: account).id,
                    try await store.someFile(.video, of: account).id
                ))
        }
        return accounts
    }
}
