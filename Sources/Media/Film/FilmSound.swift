import CLibAV

/// Music behind the speech of a film: over and over, softer where somebody speaks, and gone with the film's end.
package struct FilmMusic: Sendable {
    package var path: String
    /// Where nobody speaks, 0...1.
    package var volume: Double
    /// The film's length as it is foreseen; seconds.
    package var end: Double

    package init(path: String, volume: Double, end: Double) {
        self.path = path
        self.volume = volume
        self.end = end
    }
}

/// The sound of a film: that of each scene from where the scene begins, silence where it has none, and music behind it.
final class FilmSound: SoundTrack {
    static let rate: Int32 = 48_000
    private static let channels: Int32 = 2
    /// Samples that are handed on at a time: a fiftieth of a second, as finely as the music follows the speech.
    private static let block = 960

    private let encoder: SoundEncoder
    private let music: MusicBed?
    private var scene: SceneSound?
    /// Samples written since the film's start.
    private var position: Int64 = 0

    init(to muxer: Muxer, music: FilmMusic? = nil) throws(MediaError) {
        encoder = try SoundEncoder(rate: Self.rate, channels: Self.channels, muxer: muxer)
        self.music = try music.map { (music) throws(MediaError) in
            try MusicBed(music, rate: Self.rate, channels: Self.channels)
        }
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
            try music?.add(to: &samples, at: Double(position) / Double(Self.rate))
            try encoder.append(samples, count: count)
            position += Int64(count)
        }
    }

    func finish() throws(MediaError) { try encoder.finish() }
}

/// Plays music over and over, and turns it down where somebody speaks.
private final class MusicBed {
    /// Share of the volume that is left behind speech.
    private static let ducked: Float = 0.3
    /// Loudness from which on somebody speaks: the root of the mean square, -40 dB.
    private static let speech: Float = 0.01
    /// Of the way to the wanted volume that is gone in a fiftieth of a second: down fast, up slowly.
    private static let (down, up): (Float, Float) = (0.25, 0.03)
    /// Seconds at the film's end in which it goes.
    private static let ending = 1.5

    private let music: FilmMusic
    private let rate: Int32
    private let channels: Int32
    private var sound: SceneSound?
    private var level: Float = 1

    /// - Throws: ``MediaError`` for a file without sound.
    init(_ music: FilmMusic, rate: Int32, channels: Int32) throws(MediaError) {
        (self.music, self.rate, self.channels) = (music, rate, channels)
        guard let sound = try SceneSound(music.path, rate: rate, channels: channels) else {
            throw .unsupported("The music holds no sound that can be read.")
        }
        self.sound = sound
    }

    func add(to samples: inout [[Float]], at time: Double) throws(MediaError) {
        let count = samples.first?.count ?? 0
        let power = samples.joined().reduce(Float(0)) { $0 + $1 * $1 } / Float(max(1, count * samples.count))
        let wanted = power.squareRoot() > Self.speech ? Self.ducked : 1
        let before = level
        level += (wanted - level) * (wanted < level ? Self.down : Self.up)
        let rest = Float(min(1, max(0, (music.end - time) / Self.ending)))
        let volume = Float(min(max(music.volume, 0), 1)) * rest
        var bed = samples.map { [Float](repeating: 0, count: $0.count) }
        try sound?.read(count, into: &bed)
        if sound?.isOver == true { sound = try SceneSound(music.path, rate: rate, channels: channels) }
        for channel in samples.indices {
            for index in 0..<count {
                let share = before + (level - before) * Float(index) / Float(max(1, count))
                let mixed = samples[channel][index] + bed[channel][index] * volume * share
                samples[channel][index] = min(max(mixed, -1), 1)
            }
        }
    }
}

/// The sound of one scene.
private final class SceneSound {
    private let source: PlacedSound
    /// Whether all of it was read.
    private(set) var isOver = false

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
            case .end:
                isOver = true
                source.took(silence: target - source.position)
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
