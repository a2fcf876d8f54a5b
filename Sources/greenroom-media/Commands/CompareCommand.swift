import ArgumentParser
import Foundation
import Glibc
import Inference
import Puppetry
import Voice

/// Compares the person of a consent with the one who is to be copied, as one line of JSON.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares the person of a consent with that of a sample or clip, as one line of JSON.",
        discussion: "Exit status: 0 with how alike they are, 3 with an error object for what cannot be compared.")

    enum Kind: String, ExpressibleByArgument { case voice, face }

    private struct Comparison: Encodable {
        var voice: PersonLikeness?
        var face: PersonLikeness?
        var missing: [String: String] = [:]
        var models: [String: String] = [:]
    }

    @Argument(help: "The recording of the consent.") var recording: String
    @Argument(help: "What is to be copied.") var source: String
    @Option(help: "What is compared.") var kind: Kind

    func run() throws {
        Limits.applyForListening()
        let environment = ProcessInfo.processInfo.environment
        let assets = Assets.located(in: environment)
        let cache = Assets.userCache(environment).map { $0 + "/greenroom/openvino" }
        var found = Comparison()
        do throws(VoiceError) {
            switch kind {
            case .voice: try compareVoices(assets, cache, &found)
            case .face: try compareFaces(assets, cache, &found)
            }
        } catch {
            guard error.code == "engine_unavailable" || error.code == "engine_broken" else { VoiceAnswer.end(error) }
            found.missing[kind.rawValue] = error.message
        }
        VoiceAnswer.give(found)
    }

    private func compareVoices(
        _ assets: Assets, _ cache: String?, _ found: inout Comparison
    ) throws(VoiceError) {
        found.voice = try VoiceComparer(assets: assets, cache: cache).compare(recording, with: source)
        found.models["voice"] = SpeakerNetwork.version
    }

    private func compareFaces(
        _ assets: Assets, _ cache: String?, _ found: inout Comparison
    ) throws(VoiceError) {
        do throws(PuppetryError) {
            found.face = try FaceComparer(assets: assets, cache: cache).compare(recording, with: source)
            found.models["face"] = FaceComparer.version
        } catch {
            throw VoiceError(error.code, error.message)
        }
    }
}
