import Foundation

@testable import Media
@testable import Puppetry
import Inference

/// Voices for tests: vowels by two resonances on a buzz, with pauses, as recordings would have them.
enum TestVoice {
    static let rate = SoundReader.rate

    /// A vowel of a 120 Hz voice with resonances at these frequencies.
    static func vowel(_ first: Double, _ second: Double, seconds: Double) -> [Float] {
        var samples = (0..<Int(seconds * Double(rate))).map { $0 % (rate / 120) == 0 ? 1.0 : 0.0 }
        for (frequency, bandwidth) in [(first, 90.0), (second, 110.0), (3000, 200)] {
            let radius = exp(-Double.pi * bandwidth / Double(rate))
            let turn = 2 * radius * cos(2 * .pi * frequency / Double(rate))
            var (one, two) = (0.0, 0.0)
            samples = samples.map { sample in
                let next = sample + turn * one - radius * radius * two
                (one, two) = (next, one)
                return next
            }
        }
        let loudest = samples.map(abs).max() ?? 1
        return samples.map { Float($0 / loudest * 0.6) }
    }

    static var ah: [Float] { vowel(750, 1200, seconds: 0.4) }
    static var ee: [Float] { vowel(280, 2300, seconds: 0.4) }

    /// Noise above 4 kHz, as loud as a vowel.
    static func hiss(seconds: Double) -> [Float] {
        var random = SplitMix64(state: 7)
        var last: Float = 0
        return (0..<Int(seconds * Double(rate))).map { _ in
            let white = Float.random(in: -0.5...0.5, using: &random)
            defer { last = white }
            return (white - last) * 0.5
        }
    }

    /// A room that is not quite silent.
    static func pause(seconds: Double) -> [Float] {
        var random = SplitMix64(state: 3)
        return (0..<Int(seconds * Double(rate))).map { _ in Float.random(in: -0.0005...0.0005, using: &random) }
    }

    /// ah, pause, ah, pause ...: a second each.
    static func babble(seconds: Int) -> [Float] {
        (0..<seconds).flatMap { _ in pause(seconds: 0.3) + ah + pause(seconds: 0.3) }
    }

    static func heard(_ samples: [Float]) throws -> SpeechSound {
        var listener = try SpeechListener(folder: FileManager.default.temporaryDirectory.path)
        for start in stride(from: 0, to: samples.count, by: 1000) {
            try listener.add(Array(samples[start..<min(start + 1000, samples.count)]))
        }
        return try listener.finish()
    }

    /// A WAV file of one channel, 16 bits.
    static func wav(_ samples: [Float]) -> Data {
        func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
        let size = UInt32(samples.count * 2)
        var file = Array("RIFF".utf8) + bytes(36 + size) + Array("WAVEfmt ".utf8) + bytes(UInt32(16))
        file += bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(UInt32(rate)) + bytes(UInt32(2 * rate))
        file += bytes(UInt16(2)) + bytes(UInt16(16)) + Array("data".utf8) + bytes(size)
        for sample in samples { file += bytes(Int16((sample * 32767).rounded())) }
        return Data(file)
    }
}

extension Scratch {
    func speech(_ samples: [Float], named name: String = "speech.wav") throws -> String {
        try TestVoice.wav(samples).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    func talk(_ presenter: TalkJob.Presenter, _ speech: String, longest: Double = 600) -> TalkJob {
        TalkJob(
            presenter: presenter, speech: speech, output: path + "/talk.mp4", folder: path, size: .standard,
            metadata: ["ai_generated": "true"], longest: longest, cores: 2)
    }

    func avatar(of clip: String, longest: Double = 600) -> AvatarJob {
        AvatarJob(
            clip: clip, output: path + "/avatar.tar", folder: path, name: "tester", longest: longest, cores: 2,
            modified: 1_700_000_000)
    }
}

extension Portraits {
    static func talkEngine(
        assets: Assets, isCancelled: @escaping () -> Bool = { false },
        report: @escaping (EngineEvent) -> Void = { _ in }
    ) throws -> TalkEngine {
        try TalkEngine(
            assets: assets, neutralFace: data, cache: modelCache, report: report, isCancelled: isCancelled)
    }

    static func avatarEngine(
        isCancelled: @escaping () -> Bool = { false }, report: @escaping (EngineEvent) -> Void = { _ in }
    ) throws -> AvatarEngine {
        try AvatarEngine(assets: assets(), cache: modelCache, report: report, isCancelled: isCancelled)
    }
}
