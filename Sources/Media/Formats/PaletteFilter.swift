import CLibAV

/// Turns pictures into pictures of 256 colours, each with its own.
final class PaletteFilter {
    private var graph: UnsafeMutablePointer<AVFilterGraph>?
    private let source: UnsafeMutablePointer<AVFilterContext>
    private let sink: UnsafeMutablePointer<AVFilterContext>
    private let output: UnsafeMutablePointer<AVFrame>

    /// Takes BGRA with times in hundredths of a second.
    init(width: Int, height: Int) throws(MediaError) {
        var graph = avFilter.avfilter_graph_alloc()
        var frame = av.av_frame_alloc()
        let chain =
            "buffer=video_size=\(width)x\(height):pix_fmt=bgra:time_base=1/100:pixel_aspect=1/1,split[a][b];"
            + "[a]palettegen=stats_mode=single:reserve_transparent=0[p];"
            + "[b][p]paletteuse=new=1:dither=bayer:bayer_scale=3,buffersink"
        var open: (UnsafeMutablePointer<AVFilterInOut>?, UnsafeMutablePointer<AVFilterInOut>?) = (nil, nil)
        var code =
            graph == nil ? greenroom_error_memory : avFilter.avfilter_graph_parse2(graph, chain, &open.0, &open.1)
        // The last one before configuring: that adds conversions behind it.
        let last = graph.map { Int($0.pointee.nb_filters) - 1 } ?? -1
        let ends = last > 0 ? (graph?.pointee.filters[0], graph?.pointee.filters[last]) : (nil, nil)
        if code >= 0 { code = avFilter.avfilter_graph_config(graph, nil) }
        guard code >= 0, let source = ends.0, let sink = ends.1, let output = frame else {
            avFilter.avfilter_graph_free(&graph)
            av.av_frame_free(&frame)
            throw .writing(code, "Preparing the colours")
        }
        self.graph = graph
        (self.source, self.sink, self.output) = (source, sink, output)
    }

    deinit {
        avFilter.avfilter_graph_free(&graph)
        var output = Optional(output)
        av.av_frame_free(&output)
    }

    /// - Parameters:
    ///   - frame: nil ends the pictures.
    ///   - each: called with every picture that comes out meanwhile.
    func filter(
        _ frame: UnsafeMutablePointer<AVFrame>?, _ each: (UnsafeMutablePointer<AVFrame>) throws(MediaError) -> Void
    ) throws(MediaError) {
        // With a reference of its own: the frame stays the caller's, who writes to a copy while it is held here.
        var code = avFilter.av_buffersrc_add_frame_flags(source, frame, Int32(AV_BUFFERSRC_FLAG_KEEP_REF))
        guard code >= 0 else { throw .writing(code, "Choosing the colours") }
        while true {
            code = avFilter.av_buffersink_get_frame(sink, output)
            if code == greenroom_error_again || code == greenroom_error_end { return }
            guard code >= 0 else { throw .writing(code, "Choosing the colours") }
            defer { av.av_frame_unref(output) }
            try each(output)
        }
    }
}
