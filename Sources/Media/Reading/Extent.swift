import CLibAV
import Glibc

/// How long a file is and how many frames its video has: from the headers, or counted where they do not say.
///
/// Browsers, streaming recorders and raw streams leave the length open; some demuxers guess it from the bit rate. Such a
/// file's packets are read once to the end, without decoding.
struct Extent {
    /// From the first start to the last end, rounded down; nil when nothing in the file can be read.
    let durationMs: Int?
    /// Of the video that ``TrackChoice`` means; nil without a video.
    let frames: Int?
    /// Frames a second from the first to the last; only where they were counted.
    var countedRate: Double?

    init(of file: InputFile) {
        let video = file.bestVideo
        if let length = StreamFacts.durationMs(of: file) {
            durationMs = length
            frames = video.flatMap { StreamFacts.frames(of: $0, length: length) }
            return
        }
        let count = PacketCount(file, video: video?.pointee.index)
        durationMs = count?.durationMs
        frames = count?.frames
        countedRate = count?.rate
    }
}

/// A walk over the packets of a file. It ends after ``longest``; what was not reached is then taken to be like the rest.
private struct PacketCount {
    /// Seconds.
    private static let longest = 8.0

    private(set) var frames: Int?
    /// Frames a second.
    private(set) var rate: Double?
    private var start = Double.infinity
    private var end = -Double.infinity
    private var (firstVideo, lastVideo) = (Double.infinity, -Double.infinity)
    /// Where the next packet of a stream begins that has no time of its own, by the stream's index.
    private var reached: [Int32: Double] = [:]
    /// Share of the file that was walked over.
    private var share = 1.0

    /// - Parameter video: index of the stream whose packets are frames.
    init?(_ file: InputFile, video: Int32?) {
        guard let bytes = MediaBytes(sharing: file.bytes), let again = try? InputFile(bytes) else { return nil }
        // Without it packets of raw streams have no lengths.
        try? again.readAhead()
        var packet = av.av_packet_alloc()
        defer { av.av_packet_free(&packet) }
        guard let packet else { return nil }
        let clock = Self.now
        var (count, videoFrames) = (0, 0)
        while again.read(packet) {
            defer { av.av_packet_unref(packet) }
            guard let stream = again.streams.first(where: { $0.pointee.index == packet.pointee.stream_index }) else {
                continue
            }
            count += 1
            let isFrame = packet.pointee.stream_index == video
            videoFrames += isFrame ? 1 : 0
            note(packet, unit: av_q2d(stream.pointee.time_base), isFrame: isFrame)
            if count % 256 == 0, Self.now - clock > Self.longest {
                share = min(1, max(Double(again.bytes.place) / Double(max(again.bytes.sizeBytes, 1)), 1e-3))
                break
            }
        }
        guard count > 0, start <= end else { return nil }
        // The last frame is shown as long as the others where the file does not say.
        if videoFrames > 1, lastVideo > firstVideo {
            let each = (lastVideo - firstVideo) / Double(videoFrames - 1)
            rate = min(1 / each, 1000)
            end = max(end, lastVideo + each)
        }
        frames = video == nil ? nil : max(1, Int((Double(videoFrames) / share).rounded()))
    }

    private mutating func note(_ packet: UnsafePointer<AVPacket>, unit: Double, isFrame: Bool) {
        let stamp = packet.pointee.pts != greenroom_no_time ? packet.pointee.pts : packet.pointee.dts
        let time =
            stamp != greenroom_no_time ? Double(stamp) * unit : reached[packet.pointee.stream_index] ?? 0
        guard abs(time) < 1e9 else { return }
        let until = time + Double(max(packet.pointee.duration, 0)) * unit
        reached[packet.pointee.stream_index] = until
        start = min(start, time)
        end = max(end, until)
        if isFrame { (firstVideo, lastVideo) = (min(firstVideo, time), max(lastVideo, time)) }
    }

    var durationMs: Int? {
        let seconds = (end - start) / share
        return seconds > 0 && seconds < 1e9 ? Int(seconds * 1000) : nil
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
