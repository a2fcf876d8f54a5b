import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct SpeechTests {
    private func loudMoments(_ sound: SpeechSound) throws -> [SpeechSound.Moment] {
        try (0..<Int(sound.seconds * 100)).map { try sound.moment($0) }.filter { sound.loudness(of: $0) > 0.8 }
    }

    @Test(arguments: [(750.0, 1200.0), (280, 2300), (480, 1000)])
    func `hears which vowel is spoken`(first: Double, second: Double) throws {
        let pause = TestVoice.pause(seconds: 0.3)

        let moments = try loudMoments(
            TestVoice.heard(pause + TestVoice.vowel(first, second, seconds: 0.4) + pause))

        #expect(moments.count > 20)
        #expect(abs(Double(moments.map(\.firstFormant).median) - first) < max(0.15 * first, 65))
        #expect(abs(Double(moments.map(\.secondFormant).median) - second) < 0.12 * second)
    }

    @Test func `finds the roots of a polynomial`() {
        // (z - 0.5)(z^2 + 0.81)(z + 0.2)
        let roots = Formants.roots(of: [1, -0.3, 0.71, -0.243, -0.081])

        for expected in [SIMD2(0.5, 0), SIMD2(0, 0.9), SIMD2(0, -0.9), SIMD2(-0.2, 0)] {
            #expect(roots.contains { ($0 - expected).length < 1e-4 })
        }
    }

    @Test func `opens the mouth for vowels and closes it in pauses`() throws {
        let sound = try TestVoice.heard(TestVoice.babble(seconds: 3))
        let mouth = HeardMouth(sound: sound, frameRate: 25)

        for second in 0..<3 {
            #expect(try mouth.shape(at: Double(second) + 0.5).open > 0.6)
            #expect(try mouth.shape(at: Double(second) + 0.1).open < 0.05)
            #expect(try mouth.shape(at: Double(second) + 0.88).open < 0.05)
        }
        #expect(try mouth.shape(at: -3) == .closed && mouth.shape(at: 100) == .closed)
    }

    @Test func `spreads the lips for ee and opens them less than for ah or a hiss allows`() throws {
        let pause = TestVoice.pause(seconds: 0.3)
        let sound = try TestVoice.heard(
            pause + TestVoice.ah + pause + TestVoice.ee + pause + TestVoice.hiss(seconds: 0.4) + pause)
        let mouth = HeardMouth(sound: sound, frameRate: 25)

        let (ah, ee, hiss) = (try mouth.shape(at: 0.5), try mouth.shape(at: 1.2), try mouth.shape(at: 1.9))

        #expect(ee.width > 0.5 && ah.width < 0.1 && hiss.width > 0.2)
        #expect(ah.open > ee.open + 0.2 && ah.open > hiss.open + 0.3)
    }

    @Test func `refuses silence, hum and noise with what was measured`() throws {
        let hum = (0..<32_000).map { 0.3 * sin(Float($0) * 0.05) }

        for (samples, code) in [
            ([Float](repeating: 0, count: 32_000), "no_speech"), (hum, "no_speech"),
            (TestVoice.hiss(seconds: 2), "no_speech"), ([], "no_speech"),
        ] {
            let sound = try TestVoice.heard(samples)
            #expect((#expect(throws: PuppetryError.self) { try sound.checkSpeech() })?.code == code)
        }
        try TestVoice.heard(TestVoice.babble(seconds: 2)).checkSpeech()
    }

    @Test func `keeps time over moments beyond what memory is meant for`() throws {
        let sound = try TestVoice.heard(TestVoice.babble(seconds: 4))

        #expect(abs(sound.seconds - 4) < 0.01)
        #expect(try sound.loudness(at: 3.5) > 0.8 && sound.loudness(at: 3.1) < 0.1)
        #expect(sound.meanLoudness > 0.2 && sound.meanLoudness < 0.5)
    }

    @Test func `lets lips meet for a p between vowels`() throws {
        let sounds = [("a", 0.0, 0.2), ("p", 0.2, 0.28), ("a", 0.28, 0.5), ("silence", 0.5, 1)].map {
            SpokenSound(start: $0.1, end: $0.2, phoneme: $0.0)
        }
        let loud = try TestVoice.heard(TestVoice.vowel(750, 1200, seconds: 0.5) + TestVoice.pause(seconds: 0.5))
        let mouth = SpokenMouth(sounds: sounds, sound: loud)

        let open = try stride(from: 0.0, to: 0.5, by: 0.01).map { (time: $0, open: try mouth.shape(at: $0).open) }

        // The mouth leads the sound by 30 ms.
        #expect(open.filter { abs($0.time - 0.21) < 0.02 }.contains { $0.open < 0.02 })
        #expect(open.filter { abs($0.time - 0.10) < 0.05 }.allSatisfy { $0.open > 0.7 })
        #expect(open.filter { abs($0.time - 0.35) < 0.05 }.allSatisfy { $0.open > 0.7 })
        #expect(try mouth.shape(at: 0.9).open < 0.01)
    }

    @Test func `rounds lips for oo and takes unknown sounds for silence`() throws {
        let quiet = try TestVoice.heard(TestVoice.babble(seconds: 1))
        func shape(_ phoneme: String) throws -> MouthShape {
            try SpokenMouth(sounds: [SpokenSound(start: 0, end: 1, phoneme: phoneme)], sound: quiet).shape(at: 0.5)
        }

        #expect(try shape("u").width < -0.8 && shape("i").width > 0.8)
        #expect(try shape("click") == .closed)
    }
}

struct MouthShaperTests {
    private let shaper: MouthShaper
    private let face: NeutralFace

    init() throws {
        face = try Portraits.neutral()
        shaper = MouthShaper(face, weights: MouthWeights(face))
    }

    @Test func `leaves a closed mouth alone`() {
        #expect(shaper.movement(.closed).allSatisfy { $0 == .zero })
    }

    @Test func `opens with the jaw and keeps eyes and forehead still`() {
        let moved = shaper.movement(MouthShape(open: 1, width: 0))

        #expect(moved[Landmark.chin].y > 0.8 && moved[Landmark.lowerLip].y > 1.5)
        #expect(moved[Landmark.upperLip].y < -0.1)
        for number in EyeNumbers.a.ring + EyeNumbers.b.ring + [Landmark.foreheadTop] + Landmark.brows {
            #expect(moved[number].length < 0.02)
        }
    }

    @Test func `draws the corners apart for ee and together and forward for oo`() {
        func width(_ shape: MouthShape) -> Float {
            let moved = zip(face.points, shaper.movement(shape)).map { $0 + $1 }
            return moved[291].x - moved[61].x
        }

        let rest = width(.closed)

        #expect(width(MouthShape(open: 0, width: 1)) > rest * 1.05)
        #expect(width(MouthShape(open: 0, width: -1)) < rest * 0.9)
        #expect(shaper.movement(MouthShape(open: 0, width: -1))[Landmark.upperLip].z < -0.3)
    }
}

struct SignsOfLifeTests {
    private func live(seed: UInt64, seconds: Double = 60) -> [SignsOfLife.Moment] {
        var life = SignsOfLife(meanLoudness: 0.3, seed: seed)
        return stride(from: 0.02, to: seconds, by: 0.04).map { time in
            life.next(at: time, loudness: Int(time * 2) % 2 == 0 ? 0.6 : 0)
        }
    }

    @Test func `blinks as often as people do`() {
        let eyes = live(seed: 1).map(\.eyes)

        let blinks = zip(eyes, eyes.dropFirst()).count { $0 == 1 && $1 < 1 }

        #expect((12...28).contains(blinks))
        #expect(eyes.contains(0) && eyes.count { $0 < 1 } < eyes.count / 5)
    }

    @Test(arguments: [2, 3, 4] as [UInt64])
    func `moves the head as people do who speak, and never jerks it`(seed: UInt64) {
        let heads = live(seed: seed).map(\.head.turn.angles)

        // 2 degrees to the sides, most of 1 up and down.
        #expect(heads.map(\.x).standardDeviation > 0.035 && heads.map(\.y).standardDeviation > 0.013)
        #expect(heads.allSatisfy { abs($0.x) < 0.14 && abs($0.y) < 0.12 && abs($0.z) < 0.06 })
        #expect(zip(heads, heads.dropFirst()).allSatisfy { ($0 - $1).length < 0.02 })
    }

    @Test func `nods with what is stressed, and to a steady voice not at all`() {
        /// How much farther down the head is than 0.3 seconds before, in the mean over what is stressed.
        func nod(_ loudness: (Double) -> Float) -> Double {
            var life = SignsOfLife(meanLoudness: 0.3, seed: 7)
            let pitch = stride(from: 0.0, to: 60, by: 0.04).map {
                life.next(at: $0, loudness: loudness($0)).head.turn.angles.y
            }
            // Syllables begin with each whole second.
            return (1..<59).map { pitch[25 * $0 + 8] - pitch[25 * $0] }.mean
        }

        let stressed = nod { $0.truncatingRemainder(dividingBy: 1) < 0.3 ? 0.9 : 0.1 }
        let steady = nod { _ in 0.3 }

        #expect(abs(stressed) > 0.01 && abs(steady) < 0.004)
    }

    @Test func `lives the same life for the same seed only`() {
        #expect(live(seed: 5, seconds: 10) == live(seed: 5, seconds: 10))
        #expect(live(seed: 5).map(\.eyes) != live(seed: 6).map(\.eyes))
    }
}
