import CLibAV

/// The sound of a film: that of each scene from where the scene begins, and silence where it has none.
final class FilmSound: SoundTrack {
    static let rate: Int32 = 48_000
    private static let channels: Int32 = 2
    /// Samples that are handed on at a time.
    private static let block = 1024

    private let encoder: SoundEncoder
    private var scene: SceneSound?
    /// Samples written since the film's start.
    private var position: Int64 = 0

    init(to muxer: Muxer) throws(MediaError) {
        encoder = try SoundEncoder(rate: Self.rate, channels: Self.channels, muxer: muxer)
    }

    /// From this time on the sound of this file is heard, from where its video begins.
    func begin(_ path: String, at time: Double) throws(MediaError) {
        try write(until: time)
        scene = try SceneSound(path, rate: Self.rate, channels: Self.channels)
    }

    func write(until time: Double) throws(MediaError) {
        let target = Int64((min(max(time, 0), 1e9) * Double(Self.rate)).rounded())
        while position < target {
            let count = Int(min(target - position, Int64(Self.block)))
            let silence = [Float](repeating: 0, count: count)
            var samples = [[Float]](repeating: silence, count: Int(Self.channels))
            try scene?.read(count, into: &samples)
            try encoder.append(samples, count: count)
            position += Int64(count)
        }
    }

    func finish() throws(MediaError) { try encoder.finish() }
}

/// The sound of one scene.
private final class SceneSound {
    private let source: PlacedSound

    /// Nil for a file without sound that can be decoded.
    init?(_ path: String, rate: Int32, channels: Int32) throws(MediaError) {
        let file = try InputFile(try MediaBytes(path: path))
        try file.readAhead()
        guard let stream = file.bestAudio else { return nil }
        source = try PlacedSound(
            try StreamDecoder(file, stream, threads: 1), start: SoundStart(file, stream), rate: rate,
            channels: channels)
    }

    /// Writes what comes next over the silence that is there; behind its end that stays.
    func read(_ count: Int, into samples: inout [[Float]]) throws(MediaError) {
        let start = source.position
        let target = start + Int64(count)
        while source.position < target {
            let done = Int(source.position - start)
            switch try source.next(until: target) {
            case .end: source.took(silence: target - source.position)
            case .silence(let gap): source.took(silence: gap)
            case .samples(let most):
                let piece = Piece(channels: samples.count, most)
                let taken = source.resampler.take(most, into: piece.planes)
                for (channel, plane) in piece.planes.enumerated() {
                    for index in 0..<taken { samples[channel][done + index] = plane[index] }
                }
                source.took(samples: taken)
            }
        }
    }

    /// Room for some samples of each channel.
    private final class Piece {
        let planes: [UnsafeMutablePointer<Float>]

        init(channels: Int, _ count: Int) {
            planes = (0..<channels).map { _ in .allocate(capacity: max(1, count)) }
        }

        deinit { for plane in planes { plane.deallocate() } }
    }
}
