import Glibc

/// What a recording holds, as measured.
package struct HeardVoice: Codable, Equatable, Sendable {
    /// Of the part that was listened to.
    package var seconds: Double
    /// Of it with speech, pauses of less than a fifth of a second included.
    package var speechSeconds: Double
    /// Level that a twentieth of the recording exceeds, in dB of full scale.
    package var peakDb: Double
    /// Mean level of the speech in dB of full scale.
    package var speechDb: Double
    /// Level of what is heard where nobody speaks, in dB of full scale.
    package var noiseDb: Double
    package var signalToNoiseDb: Double
    /// Share of the samples that crowd at one size near the highest, 0...1; about 0.01 in a clean recording.
    package var clippedShare: Double
    /// Share of the speech in which the vocal folds swing, 0...1.
    package var voicedShare: Double
    /// Nil when no voice can be made out.
    package var voice: VoicePrint?

    private enum CodingKeys: String, CodingKey {
        case seconds
        case speechSeconds = "speech_seconds"
        case peakDb = "peak_db"
        case speechDb = "speech_db"
        case noiseDb = "noise_db"
        case signalToNoiseDb = "signal_to_noise_db"
        case clippedShare = "clipped_share"
        case voicedShare = "voiced_share"
        case voice
    }
}

extension HeardVoice {
    /// Listens to a file; its first ten minutes count.
    /// - Throws: `unsupported_media`.
    package init(of path: String) throws(VoiceError) {
        self.init(try VoiceListener.listen(to: path, isCancelled: { false }))
    }

    init(_ listener: VoiceListener) {
        let frames = listener.frames
        let levels = frames.map { Double($0.levelDb) }.sorted()
        seconds = listener.seconds
        clippedShare = Self.clippedShare(listener.sizes)
        let (quiet, loud) = (levels.percentile(10), levels.percentile(95))
        peakDb = levels.isEmpty ? -100 : loud
        noiseDb = levels.isEmpty ? -100 : quiet
        // Speech stands out from what is heard between the words; noise and tones do not.
        let threshold = max(quiet + 0.35 * (loud - quiet), loud - 30, -60)
        let isLively = loud - quiet > 6
        let speech = isLively ? Self.speech(frames.map { Double($0.levelDb) > threshold }) : []
        let spoken = zip(frames, speech).filter(\.1).map(\.0)
        speechSeconds = Double(spoken.count) / Double(VoiceListener.frameRate)
        let power = spoken.map { pow(10, Double($0.levelDb) / 10) }.mean
        speechDb = spoken.isEmpty ? -100 : 10 * log10(max(power, 1e-10))
        // What is heard while somebody speaks is the speech and the noise.
        let clean = max(power - pow(10, noiseDb / 10), 1e-10)
        signalToNoiseDb = spoken.isEmpty ? 0 : 10 * log10(clean) - noiseDb
        let voiced = spoken.filter { $0.pitchHz > 0 && Double($0.levelDb) > threshold }
        voicedShare = spoken.isEmpty ? 0 : Double(voiced.count) / Double(spoken.count)
        voice = voiced.count >= 20 ? Self.print(voiced, spoken) : nil
    }

    /// Joins what is less than 0.2 s apart and forgets what is shorter than 0.1 s.
    private static func speech(_ loud: [Bool]) -> [Bool] {
        var speech = loud
        for run in runs(of: false, in: speech) where run.count < 20 && run.lowerBound > 0 && run.upperBound < loud.count
        {
            for index in run { speech[index] = true }
        }
        for run in runs(of: true, in: speech) where run.count < 10 {
            for index in run { speech[index] = false }
        }
        return speech
    }

    private static func runs(of kind: Bool, in flags: [Bool]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in flags.indices where flags[index] == kind {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }

    /// Clipped speech has many samples of one size near the top, whatever the level was changed to afterwards and even
    /// though changing the sample rate blurs them: the largest share within a tenth below any size in the upper half.
    private static func clippedShare(_ sizes: [Int]) -> Double {
        let all = sizes.reduce(0, +)
        guard all > 0 else { return 0 }
        var above = 0
        var top = sizes.count - 1
        while top > 100, above + sizes[top] <= all / 1000 {
            above += sizes[top]
            top -= 1
        }
        guard top > 100 else { return 0 }  // too quiet to have been clipped, and too few steps to tell
        let most = (top / 2...top).map { sizes[Int(Double($0) * 0.9)...$0].reduce(0, +) }.max() ?? 0
        return Double(most) / Double(all)
    }

    private static func print(_ voiced: [VoiceFrame], _ spoken: [VoiceFrame]) -> VoicePrint {
        let pitches = voiced.map { Double($0.pitchHz) }.sorted()
        let median = pitches.percentile(50)
        let spread = 6 * log2(pitches.percentile(84) / pitches.percentile(16))
        var bands = [Double](repeating: 0, count: VoicePrint.bands.count - 1)
        for frame in voiced {
            for index in bands.indices { bands[index] += Double(frame.bands[index]) }
        }
        // No band counts for less than a millionth of the loudest: below is the noise of the format.
        let floor = (bands.max() ?? 1) * 1e-6
        let decibels = bands.map { 10 * log10(max($0, floor, 1e-12)) }
        return VoicePrint(
            pitchHz: median, pitchSpreadSemitones: spread,
            syllablesPerSecond: Double(syllables(spoken)) / (Double(spoken.count) / Double(VoiceListener.frameRate)),
            envelopeDb: decibels.map { $0 - decibels.mean })
    }

    /// Peaks of the level with a dip of 2 dB on either side, where the voice swings (after de Jong and Wempe 2009).
    private static func syllables(_ frames: [VoiceFrame]) -> Int {
        let levels = frames.indices.map { index in
            frames[max(0, index - 2)...min(frames.count - 1, index + 2)].map { Double($0.levelDb) }.mean
        }
        var count = 0
        var isRising = true
        var turn = -Double.infinity  // the highest or lowest level since the last turn
        var isVoiced = false
        for (level, frame) in zip(levels, frames) {
            if isRising == (level > turn) {
                turn = level
                isVoiced = frame.pitchHz > 0
            } else if abs(level - turn) > 2 {
                if isRising && isVoiced { count += 1 }
                isRising.toggle()
                turn = level
                isVoiced = frame.pitchHz > 0
            }
        }
        return count
    }
}

extension [Double] {
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

    /// Of a sorted array; 0 when it is empty.
    fileprivate func percentile(_ part: Double) -> Double {
        guard !isEmpty else { return 0 }
        return self[Swift.min(count - 1, Int(Double(count) * part / 100))]
    }
}
