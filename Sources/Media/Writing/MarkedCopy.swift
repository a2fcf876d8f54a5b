import CLibAV
import Glibc

/// A medium copied stream by stream, its bytes of picture and sound as they are, with more metadata than it had.
package enum MarkedCopy {
    /// - Parameters:
    ///   - output: replaced when it exists; gone again when the copy fails.
    ///   - metadata: goes before what the medium says of itself under the same names.
    /// - Throws: ``MediaError``; ``MediaError/unsupported(_:)`` for pictures.
    package static func write(of path: String, to output: String, metadata: [String: String]) throws(MediaError) {
        let file = try InputFile(try MediaBytes(path: path))
        try file.readAhead()
        let muxer = try Muxer(path: output, format: try format(of: file.bytes.container))
        do throws(MediaError) {
            try copy(file, to: muxer, metadata: metadata)
        } catch {
            muxer.close()
            unlink(output)
            throw error
        }
    }

    /// In libav's words.
    private static func format(of container: Container) throws(MediaError) -> String {
        switch container {
        case .mp4, .m4a: return "mp4"
        case .aac: return "adts"
        case .mov, .webm, .matroska, .avi, .wav, .mp3, .ogg, .flac: return container.rawValue
        case .jpeg, .png, .webp, .bmp, .gif, .tiff, .heic, .avif:
            throw .unsupported("This is a picture, not a video or sound.")
        }
    }

    private static func copy(_ file: InputFile, to muxer: Muxer, metadata: [String: String]) throws(MediaError) {
        var targets: [Int32: UnsafeMutablePointer<AVStream>] = [:]
        for source in file.streams {
            let type = source.pointee.codecpar.pointee.codec_type
            guard type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO || type == AVMEDIA_TYPE_SUBTITLE else {
                continue
            }
            targets[source.pointee.index] = try twin(of: source, in: muxer)
        }
        guard !targets.isEmpty else { throw .noVideo }
        let all = file.metadata.merging(metadata) { $1 }
        for target in targets.values where file.bytes.container == .ogg {
            // Ogg has no place for the file's own words.
            for (key, value) in all { _ = av.av_dict_set(&target.pointee.metadata, key, value, 0) }
        }
        try muxer.start(metadata: all)
        guard let packet = av.av_packet_alloc() else { throw .writeFailed("There is no memory left for the movie.") }
        defer {
            var packet = Optional(packet)
            av.av_packet_free(&packet)
        }
        while file.read(packet) {
            guard let target = targets[packet.pointee.stream_index] else {
                av.av_packet_unref(packet)
                continue
            }
            let source = file.streams[Int(packet.pointee.stream_index)]
            packet.pointee.stream_index = target.pointee.index
            packet.pointee.pos = -1
            av.av_packet_rescale_ts(packet, source.pointee.time_base, target.pointee.time_base)
            try muxer.write(packet)
        }
        try muxer.finish()
    }

    private static func twin(
        of source: UnsafeMutablePointer<AVStream>, in muxer: Muxer
    ) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        let target = try muxer.newStream()
        let code = av.avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar)
        guard code >= 0 else { throw .writing(code, "Copying the medium") }
        target.pointee.codecpar.pointee.codec_tag = 0
        target.pointee.time_base = source.pointee.time_base
        target.pointee.avg_frame_rate = source.pointee.avg_frame_rate
        target.pointee.disposition = source.pointee.disposition
        for (key, value) in InputFile.words(of: source.pointee.metadata) {
            _ = av.av_dict_set(&target.pointee.metadata, key, value, 0)
        }
        var size = 0
        // Which side is up.
        if let matrix = avFormat.av_stream_get_side_data(source, AV_PKT_DATA_DISPLAYMATRIX, &size), size > 0,
            let place = avFormat.av_stream_new_side_data(target, AV_PKT_DATA_DISPLAYMATRIX, size)
        {
            place.update(from: matrix, count: size)
        }
        return target
    }
}
