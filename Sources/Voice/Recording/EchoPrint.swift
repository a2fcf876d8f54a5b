import Glibc

/// A fingerprint by which a recording is known again after it was stored in another format: Chromaprint's, of which each
/// number stands for about an eighth of a second. libavformat brings the library along.
package enum EchoPrint {
    private typealias New = @convention(c) (Int32) -> OpaquePointer?
    private typealias Start = @convention(c) (OpaquePointer, Int32, Int32) -> Int32
    private typealias Feed = @convention(c) (OpaquePointer, UnsafePointer<Int16>, Int32) -> Int32
    private typealias Finish = @convention(c) (OpaquePointer) -> Int32
    private typealias Raw =
        @convention(c) (
            OpaquePointer, UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>, UnsafeMutablePointer<Int32>
        ) -> Int32
    private typealias Release = @convention(c) (UnsafeMutableRawPointer?) -> Void
    private typealias Free = @convention(c) (OpaquePointer) -> Void

    /// CHROMAPRINT_ALGORITHM_DEFAULT of chromaprint.h.
    private static let algorithm: Int32 = 1

    /// Samples of ``RecordedSound/rate`` from one number to the next (4096 of 11,025 Hz, overlapping by two thirds).
    private static let step = 1981
    /// A copy that was cut at the front falls between the steps: so many places between two are tried.
    private static let places = 8

    /// The fingerprints from eight beginnings within a step: of a copy, one of them has the most numbers of the first.
    /// - Throws: `engine_unavailable` without the library.
    package static func all(of sound: RecordedSound) throws(VoiceError) -> [[UInt32]] {
        try (0..<places).map { (place) throws(VoiceError) in
            try numbers(of: RecordedSound(samples: Array(sound.samples.dropFirst(place * step / places))))
        }
    }

    /// - Throws: `engine_unavailable` without the library.
    package static func numbers(of sound: RecordedSound) throws(VoiceError) -> [UInt32] {
        let library = try SharedLibrary("libchromaprint.so.1", what: "The library of sound fingerprints")
        let free = try library.function("chromaprint_free", as: Free.self)
        guard let context = try library.function("chromaprint_new", as: New.self)(algorithm) else {
            throw VoiceError("engine_unavailable", "The library of sound fingerprints does not work.")
        }
        defer { free(context) }
        let samples = sound.samples.map { Int16(min(max($0, -1), 1) * 32767) }
        var raw: UnsafeMutablePointer<UInt32>?
        var count: Int32 = 0
        guard try library.function("chromaprint_start", as: Start.self)(context, Int32(RecordedSound.rate), 1) == 1,
            try library.function("chromaprint_feed", as: Feed.self)(context, samples, Int32(samples.count)) == 1,
            try library.function("chromaprint_finish", as: Finish.self)(context) == 1,
            try library.function("chromaprint_get_raw_fingerprint", as: Raw.self)(context, &raw, &count) == 1
        else { return [] }
        defer { (try? library.function("chromaprint_dealloc", as: Release.self))?(raw) }
        return Array(UnsafeBufferPointer(start: raw, count: Int(max(0, count))))
    }
}
