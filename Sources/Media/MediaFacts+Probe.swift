import CLibAV

extension MediaFacts {
    /// Reads what a file is, mostly from its headers; no frame is delivered.
    /// - Parameter path: of a regular file.
    /// - Throws: ``MediaError`` whose message says what was found instead of media.
    package static func probe(path: String) throws(MediaError) -> MediaFacts {
        let bytes = try MediaBytes(path: path)
        if let facts = try HeaderReader.facts(of: bytes), facts.kind == .image || facts.durationMs != nil {
            return facts
        }
        return try movie(bytes)
    }

    private static func movie(_ bytes: MediaBytes) throws(MediaError) -> MediaFacts {
        let file = try InputFile(bytes)
        if !StreamFacts.isComplete(file) { try file.readAhead() }
        let extent = Extent(of: file)
        let video = try file.bestVideo.map { (stream) throws(MediaError) in try StreamFacts.video(stream, extent) }
        let audio = try file.bestAudio.map { (stream) throws(MediaError) in try StreamFacts.audio(stream) }
        guard video != nil || audio != nil else {
            if let codec = file.unreadableSound { throw Decoders.unreadable(codec) }
            throw .unsupported("The \(bytes.container.rawValue) file holds neither video nor sound.")
        }
        return MediaFacts(
            kind: video == nil ? .audio : .video, container: StreamFacts.container(of: file, hasVideo: video != nil),
            durationMs: extent.durationMs, sizeBytes: bytes.sizeBytes, video: video, audio: audio,
            unreadableSound: file.unreadableSound)
    }
}
