/// Head of a Matroska or WebM file (RFC 9559; RFC 8794 for the elements).
enum MatroskaHeader {
    /// - Returns: nil when the head does not tell length and frame rate, as with live recordings.
    static func read(_ file: MediaBytes) throws(MediaError) -> MediaFacts? {
        guard
            let segment = MatroskaElement.list(file, from: 0, to: file.sizeBytes).first(where: { $0.id == 0x1853_8067 })
        else { throw .unreadable("The \(file.container.rawValue) file is damaged: it has no segment.") }
        var scale = 1_000_000.0
        var ticks: Double?
        var tracks: [MatroskaTrack] = []
        var cluster: MatroskaElement?
        for element in MatroskaElement.list(file, from: segment.start, to: segment.end, until: 0x1F43_B675) {
            switch element.id {
            case 0x1549_A966:
                for part in element.children {
                    if part.id == 0x2A_D7B1, let number = part.unsigned { scale = Double(number) }
                    if part.id == 0x4489 { ticks = part.float }
                }
            case 0x1654_AE6B:
                tracks = element.children.filter { $0.id == 0xAE }.map(MatroskaTrack.init)
            case 0x1F43_B675: cluster = element
            default: break
            }
        }
        guard tracks.count <= MediaLimits.streams else {
            throw .tooLarge("The file has more than \(MediaLimits.streams) tracks.")
        }
        guard let ticks, ticks > 0 else { return nil }
        let seconds = ticks * scale / 1e9
        guard seconds.isFinite, seconds < 1e9 else { return nil }
        return facts(file, tracks, cluster, seconds: seconds)
    }

    private static func facts(
        _ file: MediaBytes, _ tracks: [MatroskaTrack], _ cluster: MatroskaElement?, seconds: Double
    ) -> MediaFacts? {
        let pictures = tracks.filter { $0.type == 1 }
        let sounds = tracks.filter { $0.type == 2 }
        // Which of several is meant is for TrackChoice to say.
        guard pictures.count <= 1, sounds.count <= 1, pictures.count + sounds.count > 0 else { return nil }
        var video: MediaFacts.Video?
        if let track = pictures.first {
            guard let codec = track.videoCodec, let fps = track.frameRate,
                (1...MediaLimits.side).contains(track.width), (1...MediaLimits.side).contains(track.height),
                track.width * track.height <= MediaLimits.videoPixels,
                let format = track.pixelFormat(codec, firstBlock: cluster?.firstBlock(of: track.number))
            else { return nil }
            video = .init(
                codec: codec, width: track.width, height: track.height, fps: fps, rotation: 0,
                frames: max(1, Int((seconds * fps).rounded())), pixelFormat: format)
        }
        var audio: MediaFacts.Audio?
        if let track = sounds.first {
            guard let found = track.audio else { return nil }
            audio = found
        }
        return MediaFacts(
            kind: video == nil ? .audio : .video, container: file.container, durationMs: Int(seconds * 1000),
            sizeBytes: file.sizeBytes, video: video, audio: audio)
    }
}

/// An element: an id, marker bits included, and a range of the file. Only what is asked for is read.
struct MatroskaElement {
    let id: Int
    let file: MediaBytes
    let start: Int64
    let end: Int64

    var children: [MatroskaElement] { Self.list(file, from: start, to: end) }

    /// - Parameter last: the id after which to stop; nil for all.
    static func list(
        _ file: MediaBytes, from start: Int64, to end: Int64, until last: Int? = nil
    ) -> [MatroskaElement] {
        var elements: [MatroskaElement] = []
        var offset = start
        while offset < end, elements.count < 1000 {
            let head = ByteView(file.bytes(at: offset, count: 12))
            guard let (id, idLength) = number(head, 0, keepsMarker: true),
                let (size, sizeLength) = number(head, idLength, keepsMarker: false)
            else { break }
            let body = offset + Int64(idLength + sizeLength)
            // All ones means unknown: up to the end of what holds it.
            let isUnknown = size == (1 << (7 * sizeLength)) - 1
            let stop = isUnknown ? end : min(body + Int64(size), end)
            elements.append(MatroskaElement(id: id, file: file, start: body, end: max(body, stop)))
            if id == last { break }
            offset = max(body, stop)
        }
        return elements
    }

    private static func number(_ view: ByteView, _ offset: Int, keepsMarker: Bool) -> (Int, Int)? {
        guard let first = view.byte(offset), first > 0 else { return nil }
        let length = UInt8(first).leadingZeroBitCount + 1
        guard length <= (keepsMarker ? 4 : 7) else {
            // Eight bytes: the first holds only the marker.
            return !keepsMarker && length == 8 ? view.big(offset + 1, 7).map { ($0, 8) } : nil
        }
        guard let value = view.big(offset, length) else { return nil }
        return (keepsMarker ? value : value & ((1 << (7 * length)) - 1), length)
    }

    func body(_ count: Int) -> ByteView { ByteView(file.bytes(at: start, count: Int(min(Int64(count), end - start)))) }

    var unsigned: Int? {
        let length = Int(min(end - start, 8))
        return length == 8 ? body(8).big(1, 7) : body(length).big(0, length)
    }

    var float: Double? {
        let bytes = body(8)
        switch end - start {
        case 4: return bytes.big(0, 4).map { Double(Float(bitPattern: UInt32($0))) }
        case 8:
            guard let high = bytes.big(0, 4), let low = bytes.big(4, 4) else { return nil }
            return Double(bitPattern: UInt64(high) << 32 | UInt64(low))
        default: return nil
        }
    }

    var text: String { String(decoding: body(64).bytes.prefix { $0 != 0 }, as: UTF8.self) }

    /// The first frame's first bytes of a track, in a cluster.
    func firstBlock(of track: Int) -> ByteView? {
        for element in children.prefix(200) {
            let block: MatroskaElement? =
                switch element.id {
                case 0xA3: element
                case 0xA0: element.children.first { $0.id == 0xA1 }
                default: nil
                }
            guard let bytes = block?.body(64), let (number, length) = Self.number(bytes, 0, keepsMarker: false),
                number == track
            else { continue }
            return bytes.slice(length + 3, bytes.count - length - 3)
        }
        return nil
    }
}
