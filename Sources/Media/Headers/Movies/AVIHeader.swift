/// The header list of an AVI (Microsoft, AVI RIFF File Reference).
enum AVIHeader {
    private static let videoCodecs: [String: String] = [
        "XVID": "mpeg4", "xvid": "mpeg4", "DIVX": "mpeg4", "divx": "mpeg4", "DX50": "mpeg4", "FMP4": "mpeg4",
        "MP4V": "mpeg4", "mp4v": "mpeg4", "DIV3": "msmpeg4v3", "MP43": "msmpeg4v3", "MP42": "msmpeg4v2",
        "WMV1": "wmv1", "WMV2": "wmv2", "VP80": "vp8",
    ]

    private struct Stream {
        var type = ""
        var seconds = 0.0
        var rate = 0.0
        var length = 0
        var format: ByteView?
    }

    /// - Returns: nil for codecs whose pixels the header does not tell.
    static func read(_ file: MediaBytes) -> MediaFacts? {
        let head = ByteView(file.bytes(at: 0, count: 1 << 16))
        guard head.text(12, 4) == "LIST", head.text(20, 4) == "hdrl", let length = head.little(16, 4) else {
            return nil
        }
        var streams: [Stream] = []
        walk(head, from: 24, to: min(20 + length, head.count)) { name, body in
            guard name == "LIST", body.text(0, 4) == "strl" else { return }
            var stream = Stream()
            walk(body, from: 4, to: body.count) { name, body in
                if name == "strh" { fill(&stream, header: body) }
                if name == "strf" { stream.format = body }
            }
            streams.append(stream)
        }
        guard streams.count <= MediaLimits.streams else { return nil }
        return facts(file, streams)
    }

    private static func walk(_ view: ByteView, from: Int, to end: Int, _ body: (String, ByteView) -> Void) {
        var offset = from
        while offset + 8 <= end, let name = view.text(offset, 4), let length = view.little(offset + 4, 4) {
            guard let part = view.slice(offset + 8, min(length, view.count - offset - 8)) else { return }
            body(name, part)
            offset += 8 + length + length & 1
        }
    }

    private static func fill(_ stream: inout Stream, header: ByteView) {
        guard let type = header.text(0, 4), let scale = header.little(20, 4), let rate = header.little(24, 4),
            let length = header.little(32, 4), scale > 0, rate > 0
        else { return }
        stream.type = type
        stream.rate = Double(rate) / Double(scale)
        stream.length = length
        stream.seconds = Double(length) / stream.rate
    }

    private static func facts(_ file: MediaBytes, _ streams: [Stream]) -> MediaFacts? {
        // Which of several is meant is for TrackChoice to say.
        guard streams.count(where: { $0.type == "vids" }) == 1, streams.count(where: { $0.type == "auds" }) <= 1,
            let stream = streams.first(where: { $0.type == "vids" }), stream.length > 0, let format = stream.format,
            let width = format.little(4, 4), let rawHeight = format.little(8, 4), let tag = format.text(16, 4),
            let codec = videoCodecs[tag]
        else { return nil }
        let height = rawHeight < 1 << 31 ? rawHeight : (1 << 32) - rawHeight
        guard width > 0, height > 0, max(width, height) <= MediaLimits.side, width * height <= MediaLimits.videoPixels
        else { return nil }
        var audio: MediaFacts.Audio?
        if let sound = streams.first(where: { $0.type == "auds" }) {
            guard let format = sound.format, let codec = WAVHeader.codec(format),
                let channels = format.little(2, 2), (1...64).contains(channels), let rate = format.little(4, 4),
                (1...768_000).contains(rate)
            else { return nil }
            audio = .init(codec: codec, sampleRate: rate, channels: channels)
        }
        let longest = streams.map(\.seconds).max() ?? 0
        guard longest.isFinite, longest < 1e9 else { return nil }
        let video = MediaFacts.Video(
            codec: codec, width: width, height: height, fps: min(stream.rate, 1000), rotation: 0,
            frames: stream.length, pixelFormat: "yuv420p")
        return MediaFacts(
            kind: .video, container: .avi, durationMs: Int(longest * 1000), sizeBytes: file.sizeBytes, video: video,
            audio: audio)
    }
}
