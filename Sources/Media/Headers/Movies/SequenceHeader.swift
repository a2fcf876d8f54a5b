/// What the parameter sets of video codecs say about their pixels, in libav's names of formats.
enum SequenceHeader {
    /// - Parameters:
    ///   - codec: libav's name.
    ///   - configuration: the record that MP4 and Matroska keep beside the stream (avcC, hvcC, av1C, vpcC).
    /// - Returns: nil when it cannot be told from the record.
    static func pixelFormat(codec: String, configuration: ByteView) -> String? {
        switch codec {
        case "h264": avc(configuration)
        case "hevc": hevc(configuration)
        case "av1": av1(configuration)
        // What these codecs allow and libavcodec decodes is one format.
        case "vp8", "mpeg4", "h263", "mpeg1video", "msmpeg4v2", "msmpeg4v3", "wmv1", "wmv2": "yuv420p"
        default: nil
        }
    }

    /// - Parameter chroma: chroma_format_idc of H.264 and H.265: 0 none, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    static func planar(chroma: Int, depth: Int, isFullRange: Bool) -> String? {
        let layout = ["gray", "yuv420p", "yuv422p", "yuv444p"]
        guard layout.indices.contains(chroma), (8...14).contains(depth) else { return nil }
        if depth > 8 { return "\(layout[chroma])\(depth)le" }
        return chroma > 0 && isFullRange ? layout[chroma].replacingPrefix("yuv", with: "yuvj") : layout[chroma]
    }

    /// AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1): the first parameter set follows the sixth byte.
    private static func avc(_ record: ByteView) -> String? {
        guard record.byte(0) == 1, let count = record.byte(5), count & 31 > 0, let length = record.big(6, 2),
            let set = record.slice(8, length)
        else { return nil }
        return AVCParameterSet.pixelFormat(set)
    }

    /// HEVCDecoderConfigurationRecord (ISO 14496-15, 8.3.3.1). What lies deep in the parameter set is left out: the
    /// range, and whether 4:4:4 is RGB.
    private static func hevc(_ record: ByteView) -> String? {
        guard record.byte(0) == 1, let chroma = record.byte(16), let depth = record.byte(17), chroma & 3 < 3
        else { return nil }
        return planar(chroma: chroma & 3, depth: 8 + depth & 7, isFullRange: false)
    }

    /// AV1CodecConfigurationRecord (AV1 in ISO BMFF, 2.3.3).
    private static func av1(_ record: ByteView) -> String? {
        guard record.byte(0) == 0x81, let bits = record.byte(2) else { return nil }
        let depth = bits & 0x40 == 0 ? 8 : bits & 0x20 == 0 ? 10 : 12
        if bits & 0x10 != 0 { return depth == 8 ? "gray" : "gray\(depth)le" }
        // 4:4:4 may be RGB, which is told elsewhere.
        guard bits & 0x08 != 0 else { return nil }
        return planar(chroma: bits & 0x04 == 0 ? 2 : 1, depth: depth, isFullRange: false)
    }

    /// VPCodecConfigurationRecord (VP codec ISO media file format binding, 1.0): a full box.
    static func vp9(_ box: ByteView) -> String? {
        guard let bits = box.byte(6) else { return nil }
        let chroma = [1, 1, 2, 3]
        let index = bits >> 1 & 7
        return chroma.indices.contains(index)
            ? planar(chroma: chroma[index], depth: bits >> 4, isFullRange: false) : nil
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
