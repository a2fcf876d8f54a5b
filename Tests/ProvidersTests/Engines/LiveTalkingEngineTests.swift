import Domain
import Foundation
import Outbound
import Sandbox
import TestSupport
import Testing

@testable import Providers

/// A LiveTalking server trains avatars that are taken from its folder, and says no with status 200.
@Suite(.timeLimit(.minutes(2))) struct LiveTalkingEngineTests {
    private let service: LiveTalking
    private let stage: RemoteStage

    init() async throws {
        service = try LiveTalking()
        stage = try await RemoteStage(service)
    }

    private func engine(
        _ model: LiveTalkingEngine.Model = .wav2lip, root: String? = nil, base: String? = nil
    ) -> LiveTalkingEngine {
        LiveTalkingEngine(
            .init(
                base: base ?? stage.sandbox.address + "/livetalking", root: root ?? service.root, model: model,
                pace: PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))),
            exchange: FolderExchange(), web: stage.web, media: stage.media)
    }

    private func job() throws -> EngineJob { try stage.job(.avatarTraining, inputs: ["video": try stage.clip()]) }

    private func names(in archive: String) throws -> String {
        let tar = Process()
        let pipe = Pipe()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        tar.arguments = ["-tf", archive]
        tar.standardOutput = pipe
        try tar.run()
        let names = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tar.waitUntilExit()
        return names
    }

    @Test(arguments: [
        (LiveTalkingEngine.Model.wav2lip, "face_imgs/00000002.png"), (.musetalk, "latents.pt"),
    ])
    func `its avatar is packed from the folder that both see`(model: LiveTalkingEngine.Model, part: String) async throws
    {
        let job = try job()

        let output = try await engine(model).run(job, report: stage.report)

        let names = try names(in: #require(output.files[.archive]))
        let taken = service.jobs.jobs[0]
        #expect(names.contains("\(taken.id)/\(part)") && names.contains("\(taken.id)/coords.pkl"), "\(names)")
        #expect(taken.id.hasPrefix(job.taskID.rawValue) && taken.notes["model"] == model.rawValue)
        #expect(taken.notes["notifyurl"] == FolderExchange().callback(of: job))
        #expect(stage.progress == stage.progress.sorted())
    }

    @Test(arguments: [
        (Mishap.fails, "failed service_failed"), (.refusesInput, "refused no_face_in_clip"), (.html, "uncertain"),
        (.errorInSuccess, "refused refused_by_service"), (.empty, "failed result_unusable"),
        (.losesAnswer, "uncertain"), (.losesRequest, "uncertain"), (.broken, "unavailable"),
        // It has forgotten the task, and the avatar is there all the same.
        (.expired, "none"),
    ])
    func `knows what goes wrong at the server`(mishap: Mishap, meaning: String) async throws {
        service.jobs.play(mishap)
        let job = try job()

        let found = await code { () throws(EngineError) in _ = try await engine().run(job, report: stage.report) }

        #expect(found == meaning)
        #expect(service.jobs.taken <= 1)
    }

    @Test func `an order without an answer is found again by its task, and one that never arrived is not`() async throws
    {
        service.jobs.play(.losesAnswer)
        let job = try job()
        _ = await code { () throws(EngineError) in _ = try await engine().submit(job, report: stage.report) }

        _ = await service.jobs.end(of: service.jobs.jobs[0].id)

        let found = try await engine().find(job, handedOver: .now()) { _ in false }
        let other = try await engine().find(try self.job(), handedOver: .now()) { _ in false }

        let taken = try await engine().find(job, handedOver: .now()) { _ in true }
        let early = try await engine().find(job, handedOver: .now() + .seconds(3600)) { _ in false }
        #expect(found?.id == service.jobs.jobs.first?.id && other == nil && taken == nil && early == nil)
        let output = try await engine().attach(job, to: try #require(found), report: stage.report)
        #expect(output.files[.archive] != nil && service.jobs.taken == 1)
    }

    @Test func `what waits is ended there, what runs is left until it is done, and what was made goes`() async throws {
        service.jobs.play(.waits)
        let first = try await engine().submit(try job(), report: stage.report)
        let second = try await engine().submit(try job(), report: stage.report)
        try await engine().abandon(second)
        #expect(service.jobs.jobs.map(\.state).last == .cancelled)
        service.jobs.play(.none)
        #expect(await service.jobs.end(of: first.id)?.state == .succeeded)
        let folder = "\(service.root)/data/avatars/\(first.id)"
        #expect(FileManager.default.fileExists(atPath: folder))

        try await engine().abandon(first)
        try await engine().abandon(try #require(RemoteWork(id: "nobody")))
        try await engine().abandon(try #require(RemoteWork(id: "../avatars")))

        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(FileManager.default.fileExists(atPath: service.root + "/data/avatars"))
    }

    @Test func `says whether it could work`() async throws {
        #expect(await engine().health() == .ready)
        #expect(await engine(root: "/nowhere").health() == .notConfigured(.folderMissing("/nowhere")))
        #expect(
            await engine(base: "http://127.0.0.1:1").health() == .unreachable(.noAnswer(of: "LiveTalking")))
    }
}
