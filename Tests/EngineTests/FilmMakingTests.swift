import Domain
import Logging
import Providers
import Studio
import Testing

@testable import greenroom

/// A film of the engine that ships, from the scripts to one video.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FilmMakingTests {
    @Test func `two scenes become one film with the speech and the subtitles of both`() async throws {
        let (folder, programs) = (try ContractFolder(), try Programs())
        let engine = CommandEngine.builtin(
            program: programs.media, environment: programs.environment, logger: Logger(label: "test"))
        let house = try await ContractHouse(engine, in: folder)
        let image = try await house.upload(folder.picture)
        let scenes = ["Good morning.", "And good night."].map { text in
            Tasks.FilmOrder.Scene(
                .init(kind: .talkingVideo, image: image, text: text, options: ["voice": "espeak:en-us"]),
                cut: .init(pauseMs: 400, transition: .fade))
        }
        let order = Tasks.FilmOrder(scenes: scenes, format: .square, subtitles: .sidecar)

        let end = try await house.whileRunning {
            try await house.end(of: house.house.tasks.submit(order, account: house.account))
        }

        #expect(end.task.status == .succeeded, "\(String(describing: end.task.failure))")
        let film = try #require(end.result?.file)
        #expect(film.facts.video?.width == 512 && film.facts.video?.height == 512 && film.facts.audio != nil)
        var lengths: [Int] = []
        for scene in end.scenes {
            let file = try await house.house.files.get(#require(scene.task.resultFileID), of: house.account)
            lengths.append(file.facts.durationMs ?? 0)
        }
        let length = try #require(film.facts.durationMs)
        #expect(abs(length - lengths.reduce(800, +)) < 150, "\(length): \(lengths)")
        let subtitles = try #require(try await house.house.store.sidecar(.subtitles, of: film.id))
        let cues = subtitles.split(separator: "\n").filter { $0.contains("-->") }
        #expect(cues.count == 2 && subtitles.contains("night"), "\(subtitles)")
        let second = try #require(cues.last?.split(separator: " ").first.flatMap { Double($0.suffix(6)) })
        #expect(second >= Double(lengths[0] + 400) / 1000, "\(cues)")
        let tags = try ContractFolder.tags(of: house.house.files.path(of: film))
        #expect(tags.contains(end.task.id.rawValue) && tags.contains("AI-generated"), "\(tags)")
        #expect(try await house.results() == 1 && house.workLeft().isEmpty)
    }
}
