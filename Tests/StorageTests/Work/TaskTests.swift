import Domain
import GRDB
import TestSupport
import Testing

@testable import Storage

struct TaskTests {
    private let store: Store
    private let account: Account
    private let failure = GenerationTask.Failure(code: "broke", message: "It broke.", isRetryable: true)

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    private func running() async throws -> GenerationTask {
        let task = try await store.someTask(of: account.id)
        return try #require(await store.start(task.id, at: .sample, lease: .sample + .seconds(30)))
    }

    /// What the database says, without what is remembered.
    private func stored(_ id: TaskID) async throws -> GenerationTask? {
        try await store.read { db in try db.row(TaskStatement.byID, ["id": id]).map(GenerationTask.init(row:)) }
    }

    private func ledger(_ id: TaskID) async throws -> [String] {
        try await store.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT cause || ' ' || max(credits) FROM ledgerTransaction
                    JOIN ledgerPosting ON transactionID = id WHERE taskID = ? GROUP BY id ORDER BY id
                    """, arguments: [id])
        }
    }

    @Test func `gives back what was submitted, and to nobody else`() async throws {
        var task = try await store.someTask(of: account.id)
        task.creditsHeld = 0
        let other = try await store.someone()

        #expect(try await store.task(task.id, of: account.id) == task)
        #expect(try await stored(task.id) == task)
        #expect(try await store.task(task.id, of: other.id) == nil)
        #expect(try await store.end(task.id, of: other.id, as: .cancelled, at: .sample) == nil)
        #expect(try await store.tasks(of: other.id, status: nil, kind: nil, page: PageRequest()).items.isEmpty)
    }

    @Test func `holds nothing when the task is already there`() async throws {
        let task = GenerationTask.sample(of: account.id)
        try await store.give(35, to: account.id)
        try await store.submit(task, holding: 30)

        await #expect(throws: DatabaseError.self) { try await store.submit(task, holding: 5) }

        #expect(try await ledger(task.id) == ["hold 30"])
        #expect(try await store.task(task.id)?.creditsHeld == 30)
        #expect(try await store.balance(of: .available(account.id)) == 5)
    }

    @Test func `refuses inputs that are deleted, unknown or somebody else's`() async throws {
        let other = try await store.someone()
        let foreign = try await store.someFile(.video, of: other.id)
        let deleted = try await store.someFile(.video, of: account.id)
        _ = try await store.deleteFile(deleted.id, of: account.id)
        let image = try await store.someFile(.image, of: account.id)

        for id in [foreign.id, deleted.id, sampleIDs.next() as FileID] {
            let task = GenerationTask.sample(of: account.id, image: image.id, video: id)
            await #expect(throws: StoreError.missingFile(id)) { try await store.submit(task) }
            #expect(try await store.task(task.id) == nil)
        }
        #expect(try await store.activeTaskCount(of: account.id) == 0)
    }

    @Test func `starts a task once, whoever asks at the same moment`() async throws {
        let task = try await store.someTask(of: account.id)

        let starts = try await withThrowingTaskGroup(of: GenerationTask?.self) { group in
            for _ in 0..<20 { group.addTask { try await store.start(task.id, at: .sample, lease: .sample) } }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
        }

        #expect(starts.count == 1)
        #expect(starts.first?.status == .running)
        #expect(starts.first?.attempt == 1)
        #expect(try await store.task(task.id) == starts.first)
    }

    @Test func `ends a task once when its result and its cancellation meet`() async throws {
        for _ in 0..<20 {
            let task = try await running()
            let file = MediaFile.sample(.video, of: account.id, origin: .result)

            async let cancelled = store.end(task.id, of: account.id, as: .cancelled, at: .sample)
            async let succeeded = store.end(task.id, as: .succeeded(.sample(of: task, file: file)), at: .sample)
            let (first, second) = try await (cancelled, succeeded)

            #expect((first == nil) != (second == nil))
            let kept = try await store.file(file.id)
            #expect((kept == nil) == (second == nil))
            let ended = first ?? second
            #expect(try await stored(task.id) == ended)
            #expect(try await store.task(task.id) == ended)
        }
    }

    @Test func `puts the result into the library with the task, the charge and the bytes`() async throws {
        let task = GenerationTask.sample(of: account.id)
        try await store.give(30, to: account.id)
        try await store.submit(task, holding: 30)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let file = MediaFile.sample(.video, of: account.id, origin: .result)
        let video = GeneratedVideo.sample(of: task, file: file)

        let ended = try #require(
            await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample + .seconds(9)))

        #expect(ended.status == .succeeded)
        #expect(ended.videoID == video.id)
        #expect(ended.progress == 1)
        #expect(ended.finishedAt == .sample + .seconds(9))
        #expect(ended.creditsHeld == 0 && ended.creditsCharged == 30)
        #expect(try await stored(task.id) == ended)
        #expect(try await store.task(task.id) == ended)
        #expect(try await ledger(task.id) == ["hold 30", "capture 30"])
        #expect(try await store.balance(of: .available(account.id)) == 0)
        #expect(try await store.balance(of: .held(account.id)) == 0)
        #expect(try await store.balance(of: .house(.revenue)) == 30)
        #expect(try await store.blobExists(file.blob))
        #expect(try await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample) == nil)
    }

    @Test func `keeps a running task running when its result cannot be stored`() async throws {
        let task = try await running()
        let taken = try await store.someFile(.video, of: account.id)

        await #expect(throws: DatabaseError.self) {
            try await store.end(task.id, as: .succeeded(.sample(of: task, file: taken)), at: .sample)
        }

        #expect(try await store.task(task.id) == task)
        #expect(try await stored(task.id) == task)
        #expect(try await store.videos(of: account.id, page: PageRequest()).items.isEmpty)
    }

    @Test func `gives held credits back when a task fails or is cancelled`() async throws {
        let (failing, cancelled) = (GenerationTask.sample(of: account.id), GenerationTask.sample(of: account.id))
        try await store.give(50, to: account.id)
        try await store.submit(failing, holding: 30)
        try await store.submit(cancelled, holding: 20)

        let ended = try await store.end(failing.id, as: .failed(failure), at: .sample)
        _ = try await store.end(cancelled.id, of: account.id, as: .cancelled, at: .sample)
        _ = try await store.end(cancelled.id, of: account.id, as: .cancelled, at: .sample)

        #expect(ended?.failure == failure)
        #expect(ended?.creditsHeld == 0)
        #expect(try await ledger(failing.id) == ["hold 30", "release 30"])
        #expect(try await ledger(cancelled.id) == ["hold 20", "release 20"])
        #expect(try await store.balance(of: .available(account.id)) == 50)
    }

    @Test func `takes no task that the account cannot pay, and tries none again`() async throws {
        let task = try await store.someTask(of: account.id, holding: 30)
        let other = GenerationTask.sample(of: account.id)

        await #expect(throws: StoreError.insufficientCredits(needed: 1, available: 0)) {
            try await store.submit(other, holding: 1)
        }
        #expect(try await store.task(other.id) == nil)
        let failed = try await store.end(task.id, as: .failed(failure), at: .sample)
        try await store.give(25, to: account.id)
        let cheaper = GenerationTask.sample(of: account.id)
        try await store.submit(cheaper, holding: 26)
        await #expect(throws: StoreError.insufficientCredits(needed: 30, available: 29)) {
            try await store.retry(task.id, of: account.id, at: .sample)
        }
        #expect(try await store.task(task.id) == failed)
        _ = try await store.end(cheaper.id, as: .cancelled, at: .sample)

        let again = try await store.retry(task.id, of: account.id, at: .sample)

        #expect(again?.creditsHeld == 30)
        #expect(try await store.balance(of: .available(account.id)) == 25)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        _ = try await store.end(task.id, as: .succeeded(Delivery()), at: .sample)
        #expect(try await ledger(task.id) == ["hold 30", "release 30", "hold 30", "capture 30"])
    }

    @Test func `gives the attempt back only when the server stopped the task`() async throws {
        let task = try await running()
        let later = Timestamp.sample + .seconds(60)

        let counted = try await store.requeue(task.id, notBefore: later, countAttempt: true)
        #expect(counted?.status == .queued && counted?.attempt == 1 && counted?.notBefore == later)
        #expect(try await store.requeue(task.id, notBefore: nil, countAttempt: true) == nil)
        #expect(try await store.start(task.id, at: .sample, lease: .sample)?.attempt == 2)

        let given = try await store.requeue(task.id, notBefore: nil, countAttempt: false)
        #expect(given?.attempt == 1 && given?.notBefore == nil)
        #expect(try await stored(task.id) == given)
    }

    @Test func `notes progress of a running task only`() async throws {
        let task = try await running()

        try await store.note(task.id, stage: "tracking", progress: 0.4, lease: .sample)
        #expect(try await store.task(task.id)?.stage == "tracking")
        #expect(try await stored(task.id)?.progress == 0.4)
        try await store.note(task.id, stage: "tracking", progress: .nan, lease: .sample)
        try await store.note(task.id, stage: "tracking", progress: 7, lease: .sample)
        #expect(try await stored(task.id)?.progress == 1)
        let ended = try await store.end(task.id, as: .cancelled, at: .sample)
        try await store.note(task.id, stage: "drawing", progress: 0.9, lease: .sample)

        #expect(try await store.task(task.id) == ended)
        #expect(try await stored(task.id) == ended)
    }

    @Test func `tries a failed or cancelled task again from the beginning`() async throws {
        let task = try await running()
        #expect(try await store.retry(task.id, of: account.id, at: .sample) == nil)
        _ = try await store.end(task.id, as: .failed(failure), at: .sample)

        let again = try #require(await store.retry(task.id, of: account.id, at: .sample))

        #expect(again.status == .queued && again.attempt == 0 && again.failure == nil && again.finishedAt == nil)
        #expect(try await stored(task.id) == again)
        let other = try await store.someone()
        _ = try await store.end(task.id, as: .cancelled, at: .sample)
        #expect(try await store.retry(task.id, of: other.id, at: .sample) == nil)
    }

    @Test func `does not try again what has lost its input`() async throws {
        let task = try await running()
        let image = try #require(task.inputs.imageFileID)
        let failed = try await store.end(task.id, as: .failed(failure), at: .sample)
        _ = try await store.deleteFile(image, of: account.id)

        await #expect(throws: StoreError.missingFile(image)) {
            try await store.retry(task.id, of: account.id, at: .sample)
        }

        #expect(try await store.task(task.id) == failed)
    }

    @Test func `finds every unfinished task at the start, oldest first`() async throws {
        var expected: [TaskID] = []
        for number in 0..<1100 {
            let task = GenerationTask.sample(of: account.id)
            try await store.submit(task)
            if number.isMultiple(of: 50) {
                _ = try await store.end(task.id, as: .cancelled, at: .sample)
                continue
            }
            if number.isMultiple(of: 3) { _ = try await store.start(task.id, at: .sample, lease: .sample) }
            expected.append(task.id)
        }

        let found = try await store.unfinishedTasks()

        #expect(found.map(\.id) == expected)
        #expect(try await store.activeTaskCount(of: account.id) == expected.count)
        #expect(found.contains { $0.status == .running })
    }

    @Test func `lists by status and kind, newest first`() async throws {
        var tasks: [GenerationTask] = []
        for number in 0..<12 {
            let task = GenerationTask.sample(of: account.id, kind: number.isMultiple(of: 2) ? .animateMove : .speech)
            try await store.submit(task)
            tasks.insert(
                number.isMultiple(of: 3) ? try #require(await store.end(task.id, as: .cancelled, at: .sample)) : task,
                at: 0
            )
        }

        for status in [nil, GenerationTask.Status.cancelled, .queued, .running] {
            for kind in [nil, GenerationTask.Kind.speech, .animateMove] {
                var found: [GenerationTask] = []
                var cursor: String?
                repeat {
                    let page = try await store.tasks(
                        of: account.id, status: status, kind: kind, page: PageRequest(limit: 2, before: cursor))
                    found += page.items
                    cursor = page.nextCursor
                } while cursor != nil
                #expect(
                    found == tasks.filter { (status ?? $0.status) == $0.status && (kind ?? $0.kind) == $0.kind })
            }
        }
    }

    @Test func `never shows an old status once a newer one was acknowledged`() async throws {
        let tasks = try await (0..<20).asyncMap { _ in try await store.someTask(of: account.id) }

        await withTaskGroup(of: Void.self) { group in
            for task in tasks {
                group.addTask {
                    for _ in 0..<20 {
                        _ = try? await store.start(task.id, at: .sample, lease: .sample)
                        let running = try? await store.task(task.id)?.status
                        #expect(running == .running)
                        _ = try? await store.requeue(task.id, notBefore: nil, countAttempt: true)
                        let queued = try? await store.task(task.id)?.status
                        #expect(queued == .queued)
                    }
                }
                group.addTask {
                    for _ in 0..<200 {
                        store.tasks.drop(task.id)
                        _ = try? await store.task(task.id)
                    }
                }
            }
        }

        for task in tasks { #expect(try await store.task(task.id) == stored(task.id)) }
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
