import CLibAV

/// Turns decoded frames into pictures of one size: scaling, orientation, and colours from the frame's own matrix, range,
/// primaries and transfer, or its profile, to those of BT.709 (``ColourTransform``).
///
/// One thread at a time; keeps libav's scaler, the colours' transform and scratch pictures between frames.
final class FrameConverter {
    enum Quality { case fast, fine }

    /// Size of the pictures it writes, upright.
    let width: Int
    let height: Int
    private let orientation: Orientation
    private let quality: Quality
    /// What the file says beside its frames; nil leaves it to them.
    private let space: ColourSpace?
    private var scaler: OpaquePointer?
    private var scalerKey: Key?
    private var transform: ColourTransform?
    private var transformKey: TransformKey?
    /// Where frames that must be turned are written first.
    private var unturned: Picture?
    /// Where frames of more than 8 bits wait for their colours' transform: two pixels of it hold one.
    private var deep: Picture?

    private struct Key: Equatable {
        let width: Int32, height: Int32, format: Int32, matrix: Int32
        let isFullRange: Bool
        let isDeep: Bool
    }

    private struct TransformKey: Equatable {
        let space: ColourSpace
        let isDeep: Bool
    }

    /// - Parameter space: of the colours, where it stands outside the frames.
    init(width: Int, height: Int, orientation: Orientation, quality: Quality, space: ColourSpace? = nil) {
        self.width = width
        self.height = height
        self.orientation = orientation
        self.quality = quality
        self.space = space
    }

    deinit { av.sws_freeContext(scaler) }

    private var storedWidth: Int { orientation.swapsSides ? height : width }
    private var storedHeight: Int { orientation.swapsSides ? width : height }

    /// Writes the frame into `picture`, whose size must be the converter's; alpha is kept as it is.
    func convert(_ frame: UnsafePointer<AVFrame>, into picture: Picture) throws(MediaError) {
        let target = orientation == .upright ? picture : try scratch()
        let isDeep = AVPixelFormat(rawValue: frame.pointee.format).isDeep
        if let transform = transform(for: frame, isDeep: isDeep) {
            let source = isDeep ? try deepScratch() : target
            try scale(frame, into: source, isDeep: isDeep)
            transform.apply(
                from: source.bytes, isDeep: isDeep, to: target.bytes, width: target.width, height: target.height)
        } else {
            try scale(frame, into: target, isDeep: false)
        }
        if target !== picture { orientation.apply(from: target, to: picture) }
    }

    private func transform(for frame: UnsafePointer<AVFrame>, isDeep: Bool) -> ColourTransform? {
        let key = TransformKey(space: space ?? ColourSpace(of: frame), isDeep: isDeep)
        if key != transformKey {
            transform = ColourTransform(from: key.space, isDeep: isDeep)
            transformKey = key
        }
        return transform
    }

    /// - Parameter isDeep: writes 16 bits a channel, into a picture of twice the width.
    private func scale(
        _ frame: UnsafePointer<AVFrame>, into target: Picture, isDeep: Bool
    ) throws(MediaError) {
        let scaler = try scaler(for: frame, isDeep: isDeep)
        guard frame.pointee.data.0 != nil else { throw .unreadable("A frame of the file is empty.") }
        var planes: [UnsafePointer<UInt8>?] = withUnsafeBytes(of: frame.pointee.data) { raw in
            raw.bindMemory(to: UnsafePointer<UInt8>?.self).map { $0 }
        }
        let lines: [Int32] = withUnsafeBytes(of: frame.pointee.linesize) { $0.bindMemory(to: Int32.self).map { $0 } }
        var rows: [UnsafeMutablePointer<UInt8>?] = [target.bytes, nil, nil, nil]
        let rowBytes = [Int32(target.rowBytes), 0, 0, 0]
        let done = av.sws_scale(scaler, &planes, lines, 0, frame.pointee.height, &rows, rowBytes)
        guard done == Int32(target.height) else { throw .unreadable("A frame of the file could not be converted.") }
    }

    private func deepScratch() throws(MediaError) -> Picture {
        if let deep { return deep }
        let made = try Picture.make(width: storedWidth * 2, height: storedHeight)
        deep = made
        return made
    }

    private func scratch() throws(MediaError) -> Picture {
        if let unturned { return unturned }
        let made = try Picture.make(width: storedWidth, height: storedHeight)
        unturned = made
        return made
    }

    private func scaler(for frame: UnsafePointer<AVFrame>, isDeep: Bool) throws(MediaError) -> OpaquePointer {
        let (format, isFullRange) = Self.rangeAndFormat(of: frame)
        let key = Key(
            width: frame.pointee.width, height: frame.pointee.height, format: format.rawValue,
            matrix: Self.matrix(of: frame), isFullRange: isFullRange, isDeep: isDeep)
        if key == scalerKey, let scaler { return scaler }
        av.sws_freeContext(scaler)
        scaler = nil
        let shrinks = Int(key.width) > storedWidth || Int(key.height) > storedHeight
        var flags = shrinks ? SWS_AREA : SWS_BICUBIC
        if quality == .fine { flags |= SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP }
        guard
            let made = av.sws_getContext(
                key.width, key.height, format, Int32(storedWidth), Int32(storedHeight),
                isDeep ? AV_PIX_FMT_RGBA64LE : AV_PIX_FMT_RGBA, flags, nil, nil, nil)
        else { throw .unsupported("The pixel format or size of the file cannot be converted.") }
        let coefficients = av.sws_getCoefficients(key.matrix)
        _ = av.sws_setColorspaceDetails(
            made, coefficients, isFullRange ? 1 : 0, coefficients, 1, 0, 1 << 16, 1 << 16)
        scaler = made
        scalerKey = key
        return made
    }

    /// The formats named yuvj are the plain ones with full range; the scaler wants them told apart.
    private static func rangeAndFormat(of frame: UnsafePointer<AVFrame>) -> (AVPixelFormat, Bool) {
        let format = AVPixelFormat(rawValue: frame.pointee.format)
        switch format {
        case AV_PIX_FMT_YUVJ420P: return (AV_PIX_FMT_YUV420P, true)
        case AV_PIX_FMT_YUVJ422P: return (AV_PIX_FMT_YUV422P, true)
        case AV_PIX_FMT_YUVJ444P: return (AV_PIX_FMT_YUV444P, true)
        case AV_PIX_FMT_YUVJ440P: return (AV_PIX_FMT_YUV440P, true)
        case AV_PIX_FMT_YUVJ411P: return (AV_PIX_FMT_YUV411P, true)
        default: return (format, frame.pointee.color_range == AVCOL_RANGE_JPEG)
        }
    }

    /// The matrix the file names; when it names none, what players assume: BT.709 from 720 lines on, BT.601 below.
    private static func matrix(of frame: UnsafePointer<AVFrame>) -> Int32 {
        switch frame.pointee.colorspace {
        case AVCOL_SPC_BT709: SWS_CS_ITU709
        case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: SWS_CS_ITU601
        case AVCOL_SPC_FCC: SWS_CS_FCC
        case AVCOL_SPC_SMPTE240M: SWS_CS_SMPTE240M
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: SWS_CS_BT2020
        default: frame.pointee.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601
        }
    }
}

extension AVPixelFormat {
    /// Whether the format has an alpha plane or component; palettes count.
    var hasAlpha: Bool {
        guard let descriptor = av.av_pix_fmt_desc_get(self) else { return false }
        return descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
    }

    /// Whether a component has more than 8 bits.
    var isDeep: Bool {
        guard let descriptor = av.av_pix_fmt_desc_get(self) else { return false }
        return descriptor.pointee.comp.0.depth > 8
    }

    var name: String? { av.av_get_pix_fmt_name(self).map { String(cString: $0) } }
}
