import CLibAV

/// Decodes one stream of a file, frame after frame; what is broken is skipped.
final class StreamDecoder {
    let file: InputFile
    let stream: UnsafeMutablePointer<AVStream>
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let frame: UnsafeMutablePointer<AVFrame>
    private var isDrained = false

    init(_ file: InputFile, _ stream: UnsafeMutablePointer<AVStream>, threads: Int) throws(MediaError) {
        let parameters = stream.pointee.codecpar
        let decoder = try Decoders.find(parameters!, transparent: Self.isMarkedTransparent(stream))
        var made = av.avcodec_alloc_context3(decoder)
        var packet = av.av_packet_alloc()
        var frame = av.av_frame_alloc()
        guard let context = made, let packetMade = packet, let frameMade = frame else {
            av.avcodec_free_context(&made)
            av.av_packet_free(&packet)
            av.av_frame_free(&frame)
            throw .tooLarge("There is no memory left to decode the file.")
        }
        (self.file, self.stream) = (file, stream)
        (self.context, self.packet, self.frame) = (context, packetMade, frameMade)
        _ = av.avcodec_parameters_to_context(context, parameters)
        context.pointee.pkt_timebase = stream.pointee.time_base
        context.pointee.thread_count = Int32(max(1, min(threads, 16)))
        context.pointee.max_pixels = Int64(MediaLimits.videoPixels)
        let code = av.avcodec_open2(context, decoder, nil)
        guard code >= 0 else { throw .reading(code, "The decoder cannot start on this file.") }
        file.keepOnly(stream)
    }

    deinit {
        var (context, packet, frame) = (Optional(context), Optional(packet), Optional(frame))
        av.avcodec_free_context(&context)
        av.av_packet_free(&packet)
        av.av_frame_free(&frame)
    }

    /// The next frame, valid until the next call; nil at the end.
    func next() -> UnsafePointer<AVFrame>? {
        var failures = 0
        while true {
            let code = av.avcodec_receive_frame(context, frame)
            if code >= 0 { return UnsafePointer(frame) }
            if code == greenroom_error_end { return nil }
            if code != greenroom_error_again {
                failures += 1
                if isDrained && failures > 64 { return nil }
            }
            feed()
        }
    }

    private func feed() {
        if isDrained { return }
        while file.read(packet) {
            let isOurs = packet.pointee.stream_index == stream.pointee.index
            if isOurs { _ = av.avcodec_send_packet(context, packet) }
            av.av_packet_unref(packet)
            if isOurs { return }
        }
        isDrained = true
        _ = av.avcodec_send_packet(context, nil)
    }

    /// In the stream's ticks. To be called before the first frame is asked for.
    func seek(before ticks: Int64) {
        _ = avFormat.av_seek_frame(file.context, stream.pointee.index, ticks, AVSEEK_FLAG_BACKWARD)
    }

    /// WebM keeps the alpha of VP8 and VP9 beside the pictures and marks the track.
    private static func isMarkedTransparent(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
        guard let entry = av.av_dict_get(stream.pointee.metadata, "alpha_mode", nil, 0) else { return false }
        return String(cString: entry.pointee.value) == "1"
    }
}

/// Which decoders untrusted bytes may reach.
enum Decoders {
    private static let allowed: Set<UInt32> = Set(
        [
            AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_MPEG4,
            AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO, AV_CODEC_ID_H263, AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG,
            AV_CODEC_ID_MSMPEG4V2, AV_CODEC_ID_MSMPEG4V3, AV_CODEC_ID_WMV1, AV_CODEC_ID_WMV2, AV_CODEC_ID_THEORA,
            AV_CODEC_ID_PRORES, AV_CODEC_ID_DNXHD, AV_CODEC_ID_QTRLE, AV_CODEC_ID_RAWVIDEO, AV_CODEC_ID_FFV1,
            AV_CODEC_ID_HUFFYUV, AV_CODEC_ID_FFVHUFF, AV_CODEC_ID_UTVIDEO, AV_CODEC_ID_DVVIDEO, AV_CODEC_ID_CINEPAK,
            AV_CODEC_ID_WEBP, AV_CODEC_ID_BMP,
            AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_MP2, AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS, AV_CODEC_ID_FLAC,
            AV_CODEC_ID_ALAC, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_SPEEX, AV_CODEC_ID_WMAV1,
            AV_CODEC_ID_WMAV2, AV_CODEC_ID_AMR_NB, AV_CODEC_ID_AMR_WB, AV_CODEC_ID_ADPCM_MS, AV_CODEC_ID_ADPCM_IMA_WAV,
            AV_CODEC_ID_ADPCM_IMA_QT, AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S24LE,
            AV_CODEC_ID_PCM_S24BE, AV_CODEC_ID_PCM_S32LE, AV_CODEC_ID_PCM_S32BE, AV_CODEC_ID_PCM_F32LE,
            AV_CODEC_ID_PCM_F32BE, AV_CODEC_ID_PCM_F64LE, AV_CODEC_ID_PCM_U8, AV_CODEC_ID_PCM_S8,
            AV_CODEC_ID_PCM_ALAW, AV_CODEC_ID_PCM_MULAW,
        ].map(\.rawValue))

    static func find(
        _ parameters: UnsafePointer<AVCodecParameters>, transparent: Bool = false
    ) throws(MediaError) -> UnsafePointer<AVCodec> {
        let id = parameters.pointee.codec_id
        let decoder: UnsafePointer<AVCodec>? =
            switch id {
            // Debian's own decoders of VP8 and VP9 leave the alpha plane out, its own of AV1 needs a graphics card.
            case AV_CODEC_ID_VP9 where transparent: av.avcodec_find_decoder_by_name("libvpx-vp9")
            case AV_CODEC_ID_VP8 where transparent: av.avcodec_find_decoder_by_name("libvpx")
            case AV_CODEC_ID_AV1: av.avcodec_find_decoder_by_name("libdav1d")
            case _ where allowed.contains(id.rawValue): av.avcodec_find_decoder(id)
            default: nil
            }
        guard let decoder = decoder ?? (allowed.contains(id.rawValue) ? av.avcodec_find_decoder(id) : nil) else {
            throw unreadable(name(of: id))
        }
        return decoder
    }

    static func unreadable(_ codec: String) -> MediaError { .unsupported("The codec \(codec) cannot be read.") }

    static func name(of id: AVCodecID) -> String {
        guard id != AV_CODEC_ID_NONE, let name = av.avcodec_get_name(id) else { return "of this file" }
        return String(cString: name)
    }
}
