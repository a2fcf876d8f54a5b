import CLibAV

/// MP3, for those who want a smaller file than WAV.
package enum MP3File {
    /// Encodes the sound of a file.
    /// - Parameters:
    ///   - path: an absolute path; so is `output`, which is replaced.
    ///   - metadata: goes into the ID3 tag.
    package static func write(soundOf path: String, to output: String, metadata: [String: String]) throws(MediaError) {
        let file = try InputFile(try MediaBytes(path: path))
        try file.readAhead()
        guard let stream = file.bestAudio else { throw .unsupported("The file holds no sound.") }
        let muxer = try Muxer(path: output, format: "mp3")
        let sound = try EncodedSound(
            try StreamDecoder(file, stream, threads: 1), start: SoundStart(file, stream), to: muxer,
            codec: AV_CODEC_ID_MP3)
        try muxer.start(metadata: metadata)
        try sound.write(until: .greatestFiniteMagnitude)
        try sound.finish()
        try muxer.finish()
    }
}
