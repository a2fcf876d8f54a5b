import CLibAV

/// The sound of a movie being written; writes itself piece by piece so that nothing is held.
protocol SoundTrack: AnyObject {
    /// Writes what is heard before this time, in seconds of the movie. Times only rise.
    func write(until time: Double) throws(MediaError)
    func finish() throws(MediaError)
}

/// Chooses how the sound of a file gets into a movie.
enum Sound {
    /// - Parameter seconds: of the file's video that the movie begins after.
    /// - Returns: nil when the file has no sound, or none that can be decoded.
    static func track(
        from path: String, after seconds: Double = 0, to muxer: Muxer
    ) throws(MediaError) -> (any SoundTrack)? {
        let bytes = try MediaBytes(path: path)
        guard !bytes.container.isImage else { return nil }
        let file = try InputFile(bytes)
        try file.readAhead()
        guard let stream = file.bestAudio else { return nil }
        let start = SoundStart(file, stream).moved(by: seconds, in: stream.pointee.time_base)
        let parameters = stream.pointee.codecpar.pointee
        // Without its configuration in the header an AAC stream carries it in every packet, which MP4 cannot.
        let isCopied =
            parameters.codec_id == AV_CODEC_ID_AAC && parameters.extradata_size >= 2
            && parameters.sample_rate > 0
        // Packets begin where they begin, not where the movie does.
        if isCopied, seconds == 0 { return try CopiedSound(file, stream, start: start, to: muxer) }
        guard let decoder = try? StreamDecoder(file, stream, threads: 1) else { return nil }
        return try EncodedSound(decoder, start: start, isPiece: seconds > 0, to: muxer)
    }
}
