import CLibAV

/// ProRes 422 in a QuickTime movie, which editors cut without decoding what lies between key frames.
enum EditingMovie {
    static func write(
        _ path: String, to output: String, _ metadata: [String: String], threads: Int
    ) throws(MediaError) {
        let reader = try VideoReader(path: path, threads: threads)
        let muxer = try Muxer(path: output, format: "mov")
        let timeBase = AVRational(num: reader.timeBase.num, den: reader.timeBase.den)
        let codec = PictureTrack.Codec(
            name: "prores_ks", format: AV_PIX_FMT_YUV422P10LE, options: ["profile": "standard", "vendor": "apl0"])
        let track = try PictureTrack(
            codec, width: reader.width, height: reader.height, timeBase: timeBase, frameRate: reader.frameRate,
            threads: threads, muxer: muxer)
        let sound = try Sound.track(from: path, to: muxer)
        try muxer.start(metadata: metadata)
        let maker = try FrameMaker(
            width: reader.width, height: reader.height, isFullRange: false, matrix: SWS_CS_ITU709,
            format: AV_PIX_FMT_YUV422P10LE)
        let tick = av_q2d(timeBase)
        let picture = try Picture.make(width: reader.width, height: reader.height)
        var end: Double?
        while let frame = try reader.next(into: picture) {
            try maker.write(frame.picture)
            maker.frame.pointee.pts = frame.pts
            try track.encode(maker.frame)
            try sound?.write(until: Double(frame.pts) * tick)
            end = Double(frame.pts) * tick + 1 / reader.frameRate
        }
        guard let end else { throw .noFrames }
        try track.encode(nil)
        try sound?.write(until: end)
        try sound?.finish()
        try muxer.finish()
    }
}
