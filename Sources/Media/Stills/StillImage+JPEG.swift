import CLibAV
import Glibc

extension StillImage {
    /// Writes a JPEG; transparent parts lie over white.
    /// - Parameters:
    ///   - path: replaced when it exists.
    ///   - quality: 1...100; 85 is good for a thumbnail.
    package static func writeJPEG(_ picture: Picture, to path: String, quality: Int) throws(MediaError) {
        let opaque = try Picture.make(width: picture.width, height: picture.height)
        opaque.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
        opaque.flatten(over: 255, 255, 255)
        let maker = try FrameMaker(
            width: picture.width, height: picture.height, isFullRange: true, matrix: SWS_CS_ITU601)
        try maker.write(opaque)

        var context = av.avcodec_alloc_context3(av.avcodec_find_encoder(AV_CODEC_ID_MJPEG))
        var packet = av.av_packet_alloc()
        defer {
            av.avcodec_free_context(&context)
            av.av_packet_free(&packet)
        }
        guard let context, let packet else { throw .writeFailed("There is no memory left to write the picture.") }
        context.pointee.width = Int32(picture.width)
        context.pointee.height = Int32(picture.height)
        context.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
        context.pointee.color_range = AVCOL_RANGE_JPEG
        context.pointee.time_base = AVRational(num: 1, den: 25)
        context.pointee.thread_count = 1
        context.pointee.flags |= AV_CODEC_FLAG_QSCALE
        // libav counts from 2 (best) to 31.
        let scale = Int32(2 + (100 - min(max(quality, 1), 100)) * 29 / 100)
        context.pointee.global_quality = scale * FF_QP2LAMBDA
        maker.frame.pointee.quality = scale * FF_QP2LAMBDA
        maker.frame.pointee.pts = 0
        var code = av.avcodec_open2(context, nil, nil)
        if code >= 0 { code = av.avcodec_send_frame(context, maker.frame) }
        if code >= 0 { code = av.avcodec_send_frame(context, nil) }
        if code >= 0 { code = av.avcodec_receive_packet(context, packet) }
        guard code >= 0 else { throw .writing(code, "Encoding the picture") }
        try save(UnsafeRawBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)), to: path)
    }

    static func save(_ bytes: UnsafeRawBufferPointer, to path: String) throws(MediaError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .writing(-errno, "Creating the picture") }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let reason = -errno
                unlink(path)
                throw .writing(reason, "Writing the picture")
            }
            written += count
        }
    }
}
