import CLibAV

/// An opened container. Reads packets; decoding is ``StreamDecoder``'s.
///
/// The demuxer is chosen by the file's signature, so none of the others ever looks at the bytes, and opening anything
/// beside the file (playlists, references in movies) is refused whatever a demuxer asks for.
final class InputFile {
    let bytes: MediaBytes
    let context: UnsafeMutablePointer<AVFormatContext>
    private var reader: UnsafeMutablePointer<AVIOContext>?

    /// - Throws: ``MediaError/unsupported(_:)`` for a still, whose bytes need no container.
    init(_ bytes: MediaBytes) throws(MediaError) {
        guard let demuxer = bytes.container.demuxer, let format = avFormat.av_find_input_format(demuxer) else {
            throw .unsupported("This is a picture, not a video or sound.")
        }
        let size = 1 << 16
        guard let made = avFormat.avformat_alloc_context(), let buffer = av.av_malloc(size) else {
            throw .tooLarge("There is no memory left to read the file.")
        }
        let reader = avFormat.avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(size), 0, Unmanaged.passUnretained(bytes).toOpaque(),
            { source, buffer, count in
                guard let source, let buffer else { return greenroom_error_io }
                return Unmanaged<MediaBytes>.fromOpaque(source).takeUnretainedValue()
                    .read(into: buffer, count: Int(count))
            }, nil,
            { source, offset, whence in
                guard let source else { return Int64(greenroom_error_io) }
                return Unmanaged<MediaBytes>.fromOpaque(source).takeUnretainedValue().seek(offset, whence)
            })
        made.pointee.pb = reader
        made.pointee.io_open = { _, _, _, _, _ in greenroom_error_denied }
        made.pointee.max_streams = Int32(MediaLimits.streams)
        made.pointee.flags |= AVFMT_FLAG_DISCARD_CORRUPT
        var context: UnsafeMutablePointer<AVFormatContext>? = made
        var options: OpaquePointer?
        _ = av.av_dict_set(&options, "format_whitelist", demuxer, 0)
        _ = av.av_dict_set(&options, "protocol_whitelist", "", 0)
        let code = avFormat.avformat_open_input(&context, nil, format, &options)
        av.av_dict_free(&options)
        guard code >= 0, let context else {
            Self.free(reader)
            throw .reading(code, "The \(bytes.container.rawValue) file is damaged: its headers cannot be read.")
        }
        self.bytes = bytes
        self.context = context
        self.reader = reader
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avFormat.avformat_close_input(&context)
        Self.free(reader)
    }

    private static func free(_ reader: UnsafeMutablePointer<AVIOContext>?) {
        var reader = reader
        av.av_free(reader?.pointee.buffer)
        avFormat.avio_context_free(&reader)
    }

    /// Reads ahead until what the headers leave open is known: frame rates, lengths, pixel formats.
    func readAhead() throws(MediaError) {
        context.pointee.max_analyze_duration = 2_000_000
        context.pointee.probesize = 8 << 20
        let code = avFormat.avformat_find_stream_info(context, nil)
        guard code >= 0 else { throw .reading(code, "The file is damaged: no frame in it can be read.") }
    }

    var streams: [UnsafeMutablePointer<AVStream>] {
        (0..<Int(context.pointee.nb_streams)).compactMap { context.pointee.streams[$0] }
    }

    var bestVideo: UnsafeMutablePointer<AVStream>? { TrackChoice(streams).video }
    var bestAudio: UnsafeMutablePointer<AVStream>? { TrackChoice(streams).sound }
    var unreadableSound: String? { TrackChoice(streams).unreadableSound }

    /// Makes the demuxer skip what is not asked for.
    func keepOnly(_ kept: UnsafeMutablePointer<AVStream>) {
        for stream in streams where stream != kept { stream.pointee.discard = AVDISCARD_ALL }
    }

    /// Fills `packet`; false at the end of the file or where it is too damaged to continue.
    func read(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
        var failures = 0
        while true {
            let code = avFormat.av_read_frame(context, packet)
            if code >= 0 { return true }
            failures += 1
            if code != greenroom_error_again || failures > 100 { return false }
        }
    }

    /// Length in milliseconds as the container gives it, rounded down; nil when unknown, and when libav guessed it from
    /// the bit rate.
    var durationMs: Int? {
        let duration = context.pointee.duration
        let isGuess = context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE
        return duration > 0 && !isGuess ? Int(duration / 1000) : nil
    }
}
