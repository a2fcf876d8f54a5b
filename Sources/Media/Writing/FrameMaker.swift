import CLibAV

/// Turns pictures into the frames an encoder takes. Owns one frame, written anew for each picture.
final class FrameMaker {
    let frame: UnsafeMutablePointer<AVFrame>
    private let scaler: OpaquePointer
    private let height: Int32

    /// - Parameters:
    ///   - isFullRange: JPEG's 0...255 instead of video's 16...235.
    ///   - matrix: one of SWS_CS_*.
    ///   - format: of the frames; nil takes YUV 4:2:0.
    init(
        width: Int, height: Int, isFullRange: Bool, matrix: Int32, format: AVPixelFormat? = nil
    ) throws(MediaError) {
        self.height = Int32(height)
        var made = av.av_frame_alloc()
        guard let frame = made,
            let scaler = av.sws_getContext(
                Int32(width), Int32(height), AV_PIX_FMT_RGBA, Int32(width), Int32(height),
                format ?? AV_PIX_FMT_YUV420P,
                SWS_BICUBIC | SWS_ACCURATE_RND, nil, nil, nil)
        else {
            av.av_frame_free(&made)
            throw .writeFailed("A picture of \(width) x \(height) pixels cannot be encoded.")
        }
        self.frame = frame
        self.scaler = scaler
        let coefficients = av.sws_getCoefficients(matrix)
        _ = av.sws_setColorspaceDetails(scaler, coefficients, 1, coefficients, isFullRange ? 1 : 0, 0, 1 << 16, 1 << 16)
        frame.pointee.format = (format ?? (isFullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P)).rawValue
        frame.pointee.width = Int32(width)
        frame.pointee.height = Int32(height)
        frame.pointee.color_range = isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        guard av.av_frame_get_buffer(frame, 0) >= 0 else {
            throw .writeFailed("There is no memory left for a frame of \(width) x \(height) pixels.")
        }
    }

    deinit {
        var frame = Optional(frame)
        av.av_frame_free(&frame)
        av.sws_freeContext(scaler)
    }

    /// Fills the frame; the encoder may still hold the last one, so it gets its own copy when it does.
    func write(_ picture: Picture) throws(MediaError) {
        guard av.av_frame_make_writable(frame) >= 0 else { throw .writeFailed("There is no memory left for a frame.") }
        var rows: [UnsafePointer<UInt8>?] = [UnsafePointer(picture.bytes), nil, nil, nil]
        let rowBytes = [Int32(picture.rowBytes), 0, 0, 0]
        let planes: [UnsafeMutablePointer<UInt8>?] = withUnsafeBytes(of: frame.pointee.data) { raw in
            raw.bindMemory(to: UnsafeMutablePointer<UInt8>?.self).map { $0 }
        }
        let lines: [Int32] = withUnsafeBytes(of: frame.pointee.linesize) { $0.bindMemory(to: Int32.self).map { $0 } }
        guard av.sws_scale(scaler, &rows, rowBytes, 0, height, planes, lines) == height else {
            throw .writeFailed("A picture could not be converted for the encoder.")
        }
    }
}
