import CLibAV

/// The pixel format of a stream as far as its header tells, without starting a decoder.
enum PixelFormat {
    static func fromHeader(of stream: UnsafeMutablePointer<AVStream>) -> String? {
        let parameters = stream.pointee.codecpar.pointee
        if parameters.format >= 0 { return AVPixelFormat(rawValue: parameters.format).name }
        switch parameters.codec_id {
        case AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1: return parsed(stream)
        // Debian's decoders of these deliver nothing else.
        case AV_CODEC_ID_VP8, AV_CODEC_ID_MPEG4, AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_H263, AV_CODEC_ID_MSMPEG4V3:
            return "yuv420p"
        default: return nil
        }
    }

    /// libav's parser reads the parameter sets out of the header.
    private static func parsed(_ stream: UnsafeMutablePointer<AVStream>) -> String? {
        let parameters = stream.pointee.codecpar!
        guard parameters.pointee.extradata_size > 0,
            let parser = av.av_parser_init(Int32(parameters.pointee.codec_id.rawValue))
        else { return nil }
        defer { av.av_parser_close(parser) }
        var context = av.avcodec_alloc_context3(nil)
        defer { av.avcodec_free_context(&context) }
        guard let context, av.avcodec_parameters_to_context(context, parameters) >= 0 else { return nil }
        parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
        // Any access unit makes the parser look at the extradata first; an empty delimiter is the shortest.
        var unit: [UInt8] = [0, 0, 0, 2, 0x09, 0xF0] + [UInt8](repeating: 0, count: Int(AV_INPUT_BUFFER_PADDING_SIZE))
        var out: UnsafeMutablePointer<UInt8>?
        var size: Int32 = 0
        unit.withUnsafeMutableBufferPointer {
            _ = av.av_parser_parse2(
                parser, context, &out, &size, $0.baseAddress, 6, greenroom_no_time, greenroom_no_time, 0)
        }
        let format = parser.pointee.format >= 0 ? parser.pointee.format : context.pointee.pix_fmt.rawValue
        return format >= 0 ? AVPixelFormat(rawValue: format).name : nil
    }
}
