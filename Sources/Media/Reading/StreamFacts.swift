import CLibAV

/// Facts of the streams of an opened container.
enum StreamFacts {
    /// Whether the headers alone said everything, so that no frame has to be read.
    static func isComplete(_ file: InputFile) -> Bool {
        guard file.context.pointee.nb_streams > 0, durationMs(of: file) != nil else { return false }
        return file.streams.allSatisfy { stream in
            let parameters = stream.pointee.codecpar.pointee
            switch parameters.codec_type {
            case AVMEDIA_TYPE_VIDEO:
                if stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 { return true }
                return parameters.width > 0 && parameters.height > 0 && frameRate(of: stream) != nil
                    && PixelFormat.fromHeader(of: stream) != nil
            case AVMEDIA_TYPE_AUDIO: return parameters.sample_rate > 0 && parameters.ch_layout.nb_channels > 0
            default: return true
            }
        }
    }

    static func video(
        _ stream: UnsafeMutablePointer<AVStream>, _ extent: Extent
    ) throws(MediaError) -> MediaFacts.Video {
        let parameters = stream.pointee.codecpar
        _ = try Decoders.find(parameters!)
        let (width, height) = (Int(parameters!.pointee.width), Int(parameters!.pointee.height))
        guard width > 0, height > 0 else { throw .unreadable("The video is damaged: its size is unknown.") }
        guard max(width, height) <= MediaLimits.side, width * height <= MediaLimits.videoPixels else {
            throw .tooLarge("The video is \(width) x \(height) pixels; 8192 x 8192 is the most.")
        }
        let orientation = Orientation(of: stream)
        return MediaFacts.Video(
            codec: Decoders.name(of: parameters!.pointee.codec_id), width: orientation.swapsSides ? height : width,
            height: orientation.swapsSides ? width : height, fps: extent.countedRate ?? frameRate(of: stream),
            rotation: orientation.degrees, frames: extent.frames, pixelFormat: PixelFormat.fromHeader(of: stream))
    }

    static func audio(_ stream: UnsafeMutablePointer<AVStream>) throws(MediaError) -> MediaFacts.Audio {
        let parameters = stream.pointee.codecpar
        _ = try Decoders.find(parameters!)
        let (rate, channels) = (Int(parameters!.pointee.sample_rate), Int(parameters!.pointee.ch_layout.nb_channels))
        guard (1...768_000).contains(rate), (1...64).contains(channels) else {
            throw .unreadable("The sound is damaged: its sample rate or channels make no sense.")
        }
        return MediaFacts.Audio(
            codec: Decoders.name(of: parameters!.pointee.codec_id), sampleRate: rate, channels: channels)
    }

    /// An MP4 that holds only sound is what people call M4A; other names come from the signature.
    static func container(of file: InputFile, hasVideo: Bool) -> Container {
        switch file.bytes.container {
        case .m4a where hasVideo: .mp4
        case .mp4 where !hasVideo: .m4a
        case let container: container
        }
    }

    /// The container's length, or where it has none the end of its longest stream after its first start.
    static func durationMs(of file: InputFile) -> Int? {
        if let duration = file.durationMs { return duration }
        guard file.context.pointee.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE else { return nil }
        var start = Int64.max
        var end = Int64.min
        for stream in file.streams where stream.pointee.duration > 0 {
            let unit = stream.pointee.time_base
            let first = stream.pointee.start_time == greenroom_no_time ? 0 : stream.pointee.start_time
            let from = av.av_rescale_q(first, unit, AVRational(num: 1, den: 1_000_000))
            let length = av.av_rescale_q(stream.pointee.duration, unit, AVRational(num: 1, den: 1_000_000))
            let (to, overflow) = from.addingReportingOverflow(length)
            if overflow { continue }
            (start, end) = (min(start, from), max(end, to))
        }
        guard start < end else { return nil }
        let (length, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? nil : Int(length / 1000)
    }

    private static func frameRate(of stream: UnsafeMutablePointer<AVStream>) -> Double? {
        for rate in [stream.pointee.avg_frame_rate, stream.pointee.r_frame_rate] where rate.num > 0 && rate.den > 0 {
            return min(av_q2d(rate), 1000)
        }
        let length = Double(stream.pointee.duration) * av_q2d(stream.pointee.time_base)
        guard stream.pointee.nb_frames > 0, stream.pointee.duration > 0, length > 0 else { return nil }
        return min(Double(stream.pointee.nb_frames) / length, 1000)
    }

    /// From the index where there is one, else from the length.
    static func frames(of stream: UnsafeMutablePointer<AVStream>, length: Int) -> Int? {
        if stream.pointee.nb_frames > 0 { return Int(stream.pointee.nb_frames) }
        guard let rate = frameRate(of: stream) else { return nil }
        let frames = (Double(length) / 1000 * rate).rounded()
        return frames < 1e12 ? max(1, Int(frames)) : nil
    }
}
