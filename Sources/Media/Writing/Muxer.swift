import CLibAV

/// The file being written: MP4, or another one.
final class Muxer {
    let context: UnsafeMutablePointer<AVFormatContext>
    private var isOpen = true

    /// - Parameter format: libav's name of it.
    init(path: String, format: String = "mp4") throws(MediaError) {
        var made: UnsafeMutablePointer<AVFormatContext>?
        let url = "file:" + path
        var code = avFormat.avformat_alloc_output_context2(&made, nil, format, url)
        guard code >= 0, let context = made else { throw .writing(code, "Preparing the movie") }
        code = avFormat.avio_open(&context.pointee.pb, url, AVIO_FLAG_WRITE)
        guard code >= 0 else {
            avFormat.avformat_free_context(context)
            throw .writing(code, "Creating the movie")
        }
        self.context = context
    }

    deinit { close() }

    func newStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        guard let stream = avFormat.avformat_new_stream(context, nil) else {
            throw .writeFailed("There is no memory left for the movie.")
        }
        return stream
    }

    /// Writes the header. Every stream must be there; their time bases may change.
    /// - Parameter more: options of the format, besides those of MP4.
    func start(metadata: [String: String], options more: [String: String] = [:]) throws(MediaError) {
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            _ = av.av_dict_set(&context.pointee.metadata, key, value, 0)
        }
        var options: OpaquePointer?
        _ = av.av_dict_set(&options, "movflags", "+faststart+use_metadata_tags", 0)
        for (name, value) in more { _ = av.av_dict_set(&options, name, value, 0) }
        let code = avFormat.avformat_write_header(context, &options)
        av.av_dict_free(&options)
        guard code >= 0 else { throw .writing(code, "Starting the movie") }
    }

    /// Takes what the packet holds; a disk that is full shows here.
    func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(MediaError) {
        let code = avFormat.av_interleaved_write_frame(context, packet)
        guard code >= 0 else { throw .writing(code, "Writing the movie") }
        if let pb = context.pointee.pb, pb.pointee.error < 0 { throw .writing(pb.pointee.error, "Writing the movie") }
    }

    func finish() throws(MediaError) {
        var code = avFormat.av_write_trailer(context)
        if code >= 0, let pb = context.pointee.pb, pb.pointee.error < 0 { code = pb.pointee.error }
        guard code >= 0 else { throw .writing(code, "Finishing the movie") }
        let closed = avFormat.avio_closep(&context.pointee.pb)
        guard closed >= 0 else { throw .writing(closed, "Closing the movie") }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        if context.pointee.pb != nil { _ = avFormat.avio_closep(&context.pointee.pb) }
        avFormat.avformat_free_context(context)
    }
}
