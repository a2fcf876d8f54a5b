import CLibAV

/// Which of a file's tracks is meant: said here once, for the probe, the readers and the engines.
///
/// Preferred are, in this order: what a decoder of ours can read; what is meant to be watched or heard by itself (not a
/// cover, a depth map, a commentary); what is not empty; what the file marks as its default; the largest picture; what
/// comes first.
struct TrackChoice {
    private let streams: [UnsafeMutablePointer<AVStream>]

    init(_ streams: [UnsafeMutablePointer<AVStream>]) { self.streams = streams }

    /// The video to show; nil when there is none. Covers of songs do not count.
    var video: UnsafeMutablePointer<AVStream>? {
        guard let best = best(AVMEDIA_TYPE_VIDEO), best.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 else {
            return nil
        }
        return best
    }

    /// The sound to hear; nil when there is none that can be decoded.
    var sound: UnsafeMutablePointer<AVStream>? { best(AVMEDIA_TYPE_AUDIO).flatMap { Self.isReadable($0) ? $0 : nil } }

    /// libav's name for the codec of the sound where there is some, but none that can be decoded.
    var unreadableSound: String? {
        guard sound == nil, let best = best(AVMEDIA_TYPE_AUDIO) else { return nil }
        return Decoders.name(of: best.pointee.codecpar.pointee.codec_id)
    }

    private func best(_ type: AVMediaType) -> UnsafeMutablePointer<AVStream>? {
        let candidates = streams.filter { $0.pointee.codecpar.pointee.codec_type == type }
        return candidates.max { Self.isBetter($1, than: $0) }
    }

    private static func isBetter(_ one: UnsafeMutablePointer<AVStream>, than other: UnsafeMutablePointer<AVStream>)
        -> Bool
    {
        for (mine, yours) in zip(marks(one), marks(other)) where mine != yours { return mine > yours }
        return one.pointee.index < other.pointee.index
    }

    private static func marks(_ stream: UnsafeMutablePointer<AVStream>) -> [Int] {
        let parameters = stream.pointee.codecpar.pointee
        let isEmpty = stream.pointee.nb_frames == 0 && stream.pointee.duration <= 0
        return [
            isReadable(stream) ? 1 : 0,
            stream.pointee.disposition & beside == 0 ? 1 : 0,
            isEmpty ? 0 : 1,
            stream.pointee.disposition & AV_DISPOSITION_DEFAULT != 0 ? 1 : 0,
            Int(parameters.width) * Int(parameters.height),
        ]
    }

    /// Marks of tracks that go along with another one.
    private static let beside =
        AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS | AV_DISPOSITION_STILL_IMAGE
        | AV_DISPOSITION_DEPENDENT | AV_DISPOSITION_COMMENT | AV_DISPOSITION_DESCRIPTIONS | AV_DISPOSITION_KARAOKE
        | AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_HEARING_IMPAIRED

    private static func isReadable(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
        (try? Decoders.find(stream.pointee.codecpar)) != nil
    }
}
