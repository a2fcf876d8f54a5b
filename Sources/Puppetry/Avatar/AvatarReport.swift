import Foundation

/// What a person should know about the clip an avatar was made of: a verdict, the reasons in words, and the numbers.
package struct AvatarReport: Codable, Equatable, Sendable {
    package enum Verdict: String, Codable, Sendable {
        case good
        /// It works, and would work better with another clip.
        case usable
        /// It works, but what is wrong will be seen.
        case poor
    }

    /// One thing that is not as it should be.
    package struct Finding: Codable, Equatable, Sendable {
        package enum Code: String, Codable, Sendable {
            case blurred, dark, bright, cut, short
            case missingFace = "missing_face"
            case smallFace = "small_face"
            case severalPeople = "several_people"
            case lowFrameRate = "low_frame_rate"
        }

        package var code: Code
        package var message: String
        /// What was measured, and from where on it would be well.
        package var value: Double
        package var limit: Double
        package var isSerious: Bool
    }

    package var verdict: Verdict
    /// One sentence.
    package var summary: String
    package var findings: [Finding]
    /// Of the whole clip.
    package var frames: Int
    package var framesWithFace: Int
    package var cuts: Int
    package var mostPeople: Int
    /// Of the avatar: where in the clip it lies, its pictures.
    package var fromSeconds: Double
    package var toSeconds: Double
    package var fps: Double
    package var width: Int
    package var height: Int
    /// Medians over the avatar: pixels, 0...255, 0...1.
    package var faceWidth: Double
    package var brightness: Double
    package var sharpness: Double

    /// Written as the archive's and the task's JSON.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

/// How the face looks in the frames, collected.
struct FaceLooks {
    /// Pixels between the sides of the face.
    private(set) var widths: [Float] = []
    private(set) var brightness: [Float] = []
    /// Detail relative to contrast, as if the face were 128 pixels wide.
    private(set) var sharpness: [Float] = []
    var mostPeople = 1

    mutating func add(_ look: FaceLook) {
        widths.append(look.width)
        brightness.append(look.mean)
        // A larger picture of the same face has less detail from pixel to pixel.
        sharpness.append(look.detail / max(look.deviation, 4) * (max(look.width, 1) / 128).squareRoot())
    }
}

extension AvatarReport {
    /// Where each measure stops being good, and where it is bad enough to be seen.
    private static let limits = (
        faceShare: (good: 0.98, bad: 0.85), faceWidth: (good: 120.0, bad: 60.0), sharpness: (good: 0.028, bad: 0.018),
        dark: (good: 60.0, bad: 35.0), bright: (good: 215.0, bad: 235.0), seconds: (good: 5.0, bad: 2.0),
        frameRate: (good: 20.0, bad: 12.0)
    )

    init(track: AvatarTrack, part: Range<Int>, looks: FaceLooks, clip: (fps: Double, width: Int, height: Int)) {
        frames = track.shows.count
        framesWithFace = track.shows.count { $0 }
        cuts = track.cuts
        mostPeople = looks.mostPeople
        fromSeconds = Self.rounded(Double(part.lowerBound) / clip.fps)
        toSeconds = Self.rounded(Double(part.upperBound) / clip.fps)
        fps = Self.rounded(clip.fps)
        (width, height) = (clip.width, clip.height)
        faceWidth = Self.rounded(Double(looks.widths.median))
        brightness = Self.rounded(Double(looks.brightness.median))
        sharpness = Self.rounded(Double(looks.sharpness.median))
        (verdict, summary, findings) = (.good, "", [])
        findings = found(seconds: Double(part.count) / clip.fps)
        let isPoor = findings.contains(where: \.isSerious)
        verdict = findings.isEmpty ? .good : isPoor ? .poor : .usable
        summary = Self.summary(verdict, findings)
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    private static func summary(_ verdict: Verdict, _ findings: [Finding]) -> String {
        switch verdict {
        case .good: "The clip is well suited."
        case .usable: "The clip can be used. " + findings.map(\.message).joined(separator: " ")
        case .poor: "The clip can be used, but it will show. " + findings.map(\.message).joined(separator: " ")
        }
    }

    private func found(seconds: Double) -> [Finding] {
        let limits = Self.limits
        var found: [Finding] = []
        func judge(
            _ code: Finding.Code, _ value: Double, _ limit: (good: Double, bad: Double), _ message: String
        ) {
            let isRising = limit.good > limit.bad
            guard isRising ? value < limit.good : value > limit.good else { return }
            found.append(
                Finding(
                    code: code, message: message, value: Self.rounded(value), limit: limit.good,
                    isSerious: isRising ? value < limit.bad : value > limit.bad))
        }
        let missing = frames - framesWithFace
        judge(
            .missingFace, Double(framesWithFace) / Double(max(frames, 1)), limits.faceShare,
            "No face was seen in \(missing) of \(frames) frames; face the camera all the time.")
        judge(
            .smallFace, faceWidth, limits.faceWidth,
            "The face is only \(Int(faceWidth)) pixels wide; come closer or film in a higher resolution.")
        judge(
            .blurred, sharpness, limits.sharpness,
            "The face is blurred (sharpness \(sharpness), good from \(limits.sharpness.good)); focus on it and hold still."
        )
        judge(
            .dark, brightness, limits.dark,
            "The face is dark (brightness \(Int(brightness)) of 255, good from \(Int(limits.dark.good))); add light.")
        judge(
            .bright, brightness, limits.bright,
            "The face is overexposed (brightness \(Int(brightness)) of 255, good up to \(Int(limits.bright.good))).")
        judge(
            .severalPeople, Double(mostPeople), (good: 1, bad: 9),
            "Up to \(mostPeople) faces were seen at once; the largest, most central one was taken.")
        judge(
            .cut, Double(cuts), (good: 0, bad: 99),
            "The clip has \(cuts == 1 ? "a cut" : "\(cuts) cuts"); the longest part between was taken.")
        judge(
            .short, seconds, limits.seconds,
            "The avatar is only \(Self.rounded(seconds)) s long; it will be seen to repeat.")
        judge(
            .lowFrameRate, fps, limits.frameRate,
            "The clip has only \(fps) frames a second; at least \(Int(limits.frameRate.good)) look smooth.")
        return found
    }
}
