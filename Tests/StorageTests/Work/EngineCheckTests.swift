import Domain
import TestSupport
import Testing

@testable import Storage

struct EngineCheckTests {
    private let store: Store
    private let account: Account
    private let image: MediaFile
    private let video: MediaFile
    private let estimate = EngineEstimate(
        seconds: 12.5, frames: 100, warnings: [Remark("small_face", "The face is small.", ["pixels": .number(60)])])

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
        image = try await store.someFile(.image, of: account.id)
        video = try await store.someFile(.video, of: account.id)
    }

    private func remember(_ estimate: EngineEstimate) async throws {
        try await store.rememberCheck(
            estimate, engine: "builtin", kind: .animateMove, mode: .standard, imageBlob: image.blob,
            videoBlob: video.blob)
    }

    private func check(_ mode: GenerationTask.Mode = .standard) async throws -> EngineEstimate? {
        try await store.check(
            engine: "builtin", kind: .animateMove, mode: mode, imageBlob: image.blob, videoBlob: video.blob)
    }

    @Test func `remembers the answer about these bytes, and the newest one`() async throws {
        #expect(try await check() == nil)
        try await remember(EngineEstimate(seconds: 1))
        try await remember(estimate)

        #expect(try await check() == estimate)
        store.checks.dropAll()
        #expect(try await check() == estimate)
        #expect(try await check(.pro) == nil)
    }

    @Test func `forgets the answer with the bytes`() async throws {
        try await remember(estimate)
        _ = try await store.deleteFile(image.id, of: account.id)

        #expect(try await store.forget([image.blob]) == [image.blob])

        #expect(try await check() == nil)
        try await remember(estimate)
        #expect(try await check() == nil)
    }
}
