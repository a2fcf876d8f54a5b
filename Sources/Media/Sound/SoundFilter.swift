import CLibAV

/// A chain of libavfilter's filters for one channel of sound. Not thread-safe: one thread at a time.
package final class SoundFilter {
    private var graph: UnsafeMutablePointer<AVFilterGraph>?
    private let source: UnsafeMutablePointer<AVFilterContext>
    private let sink: UnsafeMutablePointer<AVFilterContext>
    private let input: UnsafeMutablePointer<AVFrame>
    private let output: UnsafeMutablePointer<AVFrame>
    private let rate: Int32
    private var sent: Int64 = 0

    /// What the last piece of sound that came out carries beside its samples, by libavfilter's names.
    package private(set) var facts: [String: String] = [:]
    private let factNames: [String]

    /// - Parameters:
    ///   - chain: as libavfilter writes it: `volume=3dB,alimiter=limit=0.9`. Never text from outside.
    ///   - rate: samples a second of what goes in.
    ///   - outputRate: of what comes out; the same if it is nil.
    ///   - facts: names of the metadata to keep.
    package init(
        _ chain: String, rate: Int, outputRate: Int? = nil, facts: [String] = []
    ) throws(MediaError) {
        var graph = avFilter.avfilter_graph_alloc()
        var frames = (av.av_frame_alloc(), av.av_frame_alloc())
        let whole =
            "abuffer=sample_rate=\(rate):sample_fmt=flt:channel_layout=mono:time_base=1/\(rate),\(chain),"
            + "aformat=sample_fmts=flt:sample_rates=\(outputRate ?? rate):channel_layouts=mono,abuffersink"
        var open: (UnsafeMutablePointer<AVFilterInOut>?, UnsafeMutablePointer<AVFilterInOut>?) = (nil, nil)
        var code =
            graph == nil ? greenroom_error_memory : avFilter.avfilter_graph_parse2(graph, whole, &open.0, &open.1)
        // The last one before configuring: that adds conversions behind it.
        let last = graph.map { Int($0.pointee.nb_filters) - 1 } ?? -1
        let ends = last > 0 ? (graph?.pointee.filters[0], graph?.pointee.filters[last]) : (nil, nil)
        if code >= 0 { code = avFilter.avfilter_graph_config(graph, nil) }
        guard code >= 0, let source = ends.0, let sink = ends.1, let input = frames.0, let output = frames.1 else {
            avFilter.avfilter_graph_free(&graph)
            av.av_frame_free(&frames.0)
            av.av_frame_free(&frames.1)
            throw .writing(code, "Preparing the sound filter")
        }
        self.graph = graph
        (self.source, self.sink, self.input, self.output) = (source, sink, input, output)
        self.rate = Int32(rate)
        factNames = facts
    }

    deinit {
        avFilter.avfilter_graph_free(&graph)
        var (input, output) = (Optional(input), Optional(output))
        av.av_frame_free(&input)
        av.av_frame_free(&output)
    }

    /// Puts samples (-1...1) in; gives what comes out meanwhile, which may belong to earlier ones.
    package func filter(_ samples: [Float]) throws(MediaError) -> [Float] {
        guard !samples.isEmpty else { return [] }
        input.pointee.format = AV_SAMPLE_FMT_FLT.rawValue
        input.pointee.sample_rate = rate
        input.pointee.nb_samples = Int32(clamping: samples.count)
        av.av_channel_layout_default(&input.pointee.ch_layout, 1)
        input.pointee.pts = sent
        var code = av.av_frame_get_buffer(input, 0)
        guard code >= 0 else { throw .writing(code, "Filtering the sound") }
        samples.withUnsafeBytes { bytes in
            guard let from = bytes.baseAddress, let plane = input.pointee.data.0 else { return }
            UnsafeMutableRawPointer(plane).copyMemory(from: from, byteCount: bytes.count)
        }
        sent += Int64(samples.count)
        code = avFilter.av_buffersrc_add_frame_flags(source, input, 0)
        av.av_frame_unref(input)
        guard code >= 0 else { throw .writing(code, "Filtering the sound") }
        return try drain()
    }

    /// Ends the input and gives the rest.
    package func finish() throws(MediaError) -> [Float] {
        let code = avFilter.av_buffersrc_add_frame_flags(source, nil, 0)
        guard code >= 0 else { throw .writing(code, "Filtering the sound") }
        return try drain()
    }

    private func drain() throws(MediaError) -> [Float] {
        var made: [Float] = []
        while true {
            let code = avFilter.av_buffersink_get_frame(sink, output)
            if code == greenroom_error_again || code == greenroom_error_end { return made }
            guard code >= 0 else { throw .writing(code, "Filtering the sound") }
            for name in factNames {
                guard let entry = av.av_dict_get(output.pointee.metadata, name, nil, 0) else { continue }
                facts[name] = String(cString: entry.pointee.value)
            }
            let count = Int(output.pointee.nb_samples)
            output.pointee.data.0?.withMemoryRebound(to: Float.self, capacity: count) {
                made.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
            }
            av.av_frame_unref(output)
        }
    }
}
