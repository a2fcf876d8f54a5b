import Foundation
import Synchronization

/// The jobs of one stand-in: taken, worked on one after the other, and finished with a file.
package final class JobTable: Sendable {
    package enum State: String, Sendable { case waiting, running, succeeded, failed, cancelled }

    package struct Job: Sendable {
        package let id: String
        package let takenAt: Date
        package internal(set) var startedAt: Date?
        package internal(set) var endedAt: Date?
        package internal(set) var state = State.waiting
        package internal(set) var result: String?
        /// Why it failed, in the stand-in's own codes.
        package internal(set) var reason = ""
        /// What the caller may want to remember of it.
        package internal(set) var notes: [String: String]

        package var isOver: Bool { ![.waiting, .running].contains(state) }
    }

    /// The reason of a job whose input is of no use.
    static let refusal = "refused"

    private struct Table {
        var jobs: [String: Job] = [:]
        var order: [String] = []
        var mishap = Mishap.none
        var seconds = 0.0
        var released: [CheckedContinuation<Void, Never>] = []
        var works: [String: Task<Void, Never>] = [:]
    }

    private let table = Mutex(Table())
    private let maker: any ResultMaker
    /// A folder of the stand-in's own, which goes with it.
    package let folder: String
    /// Told when a job has ended.
    let ended: @Sendable (Job) async -> Void

    init(name: String, maker: any ResultMaker, ended: @escaping @Sendable (Job) async -> Void = { _ in }) throws {
        self.maker = maker
        self.ended = ended
        folder = NSTemporaryDirectory() + "greenroom-\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        for work in table.withLock({ $0.works.values.map { $0 } }) { work.cancel() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: For whoever plays with it

    /// How many jobs were taken.
    package var taken: Int { table.withLock { $0.order.count } }
    package var jobs: [Job] { table.withLock { table in table.order.compactMap { table.jobs[$0] } } }
    package var mishap: Mishap { table.withLock { $0.mishap } }

    /// - Parameter seconds: that each job takes at least.
    package func play(_ mishap: Mishap, seconds: Double = 0) {
        let waiters = table.withLock { table in
            table.mishap = mishap
            table.seconds = min(max(seconds, 0), 3600)
            guard mishap != .waits else { return [CheckedContinuation<Void, Never>]() }
            defer { table.released = [] }
            return table.released
        }
        for waiter in waiters { waiter.resume() }
    }

    // MARK: For the stand-in

    subscript(_ id: String) -> Job? { table.withLock { $0.jobs[id] } }

    func note(_ id: String, _ name: String, _ value: String) { table.withLock { $0.jobs[id]?.notes[name] = value } }

    /// Whether this mishap is being played; one that happens once is over then.
    func happens(_ mishap: Mishap) -> Bool {
        table.withLock { table in
            guard table.mishap == mishap else { return false }
            if mishap.isOnce { table.mishap = .none }
            return true
        }
    }

    /// Jobs before this one.
    func ahead(of id: String) -> Int {
        table.withLock { table in table.order.prefix { $0 != id }.count { table.jobs[$0]?.isOver == false } }
    }

    /// Waits for the job's end.
    package func end(of id: String) async -> Job? {
        await table.withLock { $0.works[id] }?.value
        return self[id]
    }

    /// - Parameters:
    ///   - make: what is to be made, below the folder that it is given.
    ///   - deliver: takes what was made to where it belongs, before the job has ended.
    func take(
        id: String = UUID().uuidString.lowercased(), notes: [String: String] = [:],
        _ make: @escaping @Sendable (_ folder: String) async throws -> StandInOrder,
        delivering deliver: @escaping @Sendable (_ id: String, _ path: String) async throws -> Void = { _, _ in }
    ) -> Job {
        let job = Job(id: id, takenAt: Date(), notes: notes)
        let before = table.withLock { table in
            table.jobs[id] = job
            table.order.append(id)
            return table.order.dropLast().last.flatMap { table.works[$0] }
        }
        let work = Task { [weak self] in
            await before?.value
            await self?.work(id, make, deliver)
        }
        table.withLock { $0.works[id] = work }
        return job
    }

    /// - Parameter running: whether one that runs can be cancelled, too.
    /// - Returns: whether it is cancelled now.
    func cancel(_ id: String, running: Bool) -> Bool {
        table.withLock { table in
            guard let job = table.jobs[id], !job.isOver, running || job.state == .waiting else { return false }
            table.jobs[id]?.state = .cancelled
            table.jobs[id]?.endedAt = Date()
            return true
        }
    }

    private func work(
        _ id: String, _ make: @Sendable (String) async throws -> StandInOrder,
        _ deliver: @Sendable (String, String) async throws -> Void
    ) async {
        guard begin(id) else { return }
        await hold()
        let seconds = table.withLock { $0.seconds }
        if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
        var result: String?
        var reason = ""
        if happens(.fails) || happens(.failsOnce) {
            reason = "InternalError"
        } else if happens(.refusesInput) {
            reason = JobTable.refusal
        } else {
            let place = "\(folder)/job-\(id)"
            do {
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                let made = try await maker.make(try await make(place))
                try await deliver(id, made)
                result = made
            } catch {
                reason = "InternalError"
            }
        }
        let job = table.withLock { [result, reason] table -> Job? in
            guard table.jobs[id]?.isOver == false else { return nil }
            table.jobs[id]?.state = result == nil ? .failed : .succeeded
            table.jobs[id]?.result = result
            table.jobs[id]?.reason = reason
            table.jobs[id]?.endedAt = Date()
            return table.jobs[id]
        }
        if let job { await ended(job) }
    }

    /// Waits while jobs are made to wait.
    private func hold() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let goesOn = table.withLock { table in
                guard table.mishap == .waits else { return true }
                table.released.append(waiter)
                return false
            }
            if goesOn { waiter.resume() }
        }
    }

    private func begin(_ id: String) -> Bool {
        table.withLock { table in
            guard table.jobs[id]?.state == .waiting else { return false }
            table.jobs[id]?.state = .running
            table.jobs[id]?.startedAt = Date()
            return true
        }
    }
}
