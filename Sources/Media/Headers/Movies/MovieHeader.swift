/// The index (`moov`) of an MP4 or QuickTime movie (ISO 14496-12).
enum MovieHeader {
    /// - Returns: nil for movies in fragments and for codecs that the index does not tell enough about.
    static func read(_ file: MediaBytes) throws(MediaError) -> MediaFacts? {
        guard let movie = MovieBox.file(file).first(where: { $0.type == "moov" }) else {
            throw .unreadable("The movie is cut off or damaged: its index is missing.")
        }
        var tracks: [MovieTrack] = []
        var chapters: Set<Int> = []
        var length: Double?
        for box in movie.children {
            switch box.type {
            case "mvhd": length = MovieTrack.duration(box.body(32), version: box.version)?.seconds
            case "mvex", "cmov": return nil
            case "trak":
                guard tracks.count < MediaLimits.streams else {
                    throw .tooLarge("The movie has more than \(MediaLimits.streams) tracks.")
                }
                let track = MovieTrack(box)
                chapters.formUnion(track.chapterTracks)
                tracks.append(track)
            default: break
            }
        }
        if tracks.contains(where: \.isElsewhere) {
            throw .unsupported("This movie refers to other files for its pictures or sound.")
        }
        let shown = tracks.filter { $0.samples > 0 && !chapters.contains($0.id) }
        return try facts(file, shown, length: length)
    }

    private static func facts(
        _ file: MediaBytes, _ tracks: [MovieTrack], length: Double?
    ) throws(MediaError) -> MediaFacts? {
        // Which of several is meant is for TrackChoice to say.
        guard tracks.count(where: { $0.kind == "vide" }) <= 1, tracks.count(where: { $0.kind == "soun" }) <= 1 else {
            return nil
        }
        let pictures = tracks.first { $0.kind == "vide" }
        let sound = tracks.first { $0.kind == "soun" }
        guard pictures != nil || sound != nil else {
            throw .unsupported("The movie holds neither video nor sound.")
        }
        if let outside = [pictures, sound].compactMap({ $0?.firstChunk }).max(), outside >= file.sizeBytes {
            throw .unreadable("The movie is cut off: its first pictures lie beyond the file's end.")
        }
        var video: MediaFacts.Video?
        if let pictures {
            guard let found = try pictures.video() else { return nil }
            video = found
        }
        var audio: MediaFacts.Audio?
        if let sound {
            guard let found = sound.audio() else { return nil }
            audio = found
        }
        let container: Container =
            switch file.container {
            case .m4a where video != nil: .mp4
            case .mp4 where video == nil: .m4a
            case let container: container
            }
        let seconds = [length ?? 0, 0].max() ?? 0
        let longest = seconds > 0 ? seconds : tracks.compactMap(\.seconds).max() ?? 0
        return MediaFacts(
            kind: video == nil ? .audio : .video, container: container,
            durationMs: longest > 0 && longest < 1e9 ? Int(longest * 1000) : nil, sizeBytes: file.sizeBytes,
            video: video, audio: audio)
    }
}

/// A box of a movie: a type and a range of the file. Only what is asked for is read.
struct MovieBox {
    let type: String
    let file: MediaBytes
    let start: Int64
    let end: Int64

    /// The boxes of the file itself.
    static func file(_ file: MediaBytes) -> [MovieBox] { boxes(in: file, from: 0, to: file.sizeBytes) }

    var children: [MovieBox] { Self.boxes(in: file, from: start, to: end) }

    func child(_ type: String) -> MovieBox? { children.first { $0.type == type } }

    /// The first bytes of the body.
    func body(_ count: Int) -> ByteView { ByteView(file.bytes(at: start, count: Int(min(Int64(count), end - start)))) }

    /// The first byte of a full box.
    var version: Int { body(1).byte(0) ?? 0 }

    private static func boxes(in file: MediaBytes, from start: Int64, to end: Int64) -> [MovieBox] {
        var boxes: [MovieBox] = []
        var offset = start
        while offset + 8 <= end, boxes.count < 1000 {
            let head = ByteView(file.bytes(at: offset, count: 16))
            guard let size = head.big(0, 4), let type = head.text(4, 4) else { break }
            var (header, length) = (Int64(8), Int64(size))
            if size == 1 {
                guard let high = head.big(8, 4), high < 1 << 24, let low = head.big(12, 4) else { break }
                (header, length) = (16, Int64(high << 32 | low))
            } else if size == 0 {
                length = end - offset
            }
            guard length >= header else { break }
            let stop = min(offset + length, end)
            boxes.append(MovieBox(type: type, file: file, start: offset + header, end: stop))
            offset += length
        }
        return boxes
    }
}
