import CLibAV

/// The beginning of a video as a picture that moves over and over.
enum MovingPicture {
    case gif, webp

    /// Pixels of the longer side, pictures a second, and seconds, at most.
    private static let (maxSide, maxRate, longest) = (480, 12.0, 15.0)
    /// Hundredths of a second, as both formats count.
    private static var timeBase: AVRational { AVRational(num: 1, den: 100) }

    func write(
        _ path: String, to output: String, _ metadata: [String: String], threads: Int
    ) throws(MediaError) {
        let reader = try VideoReader(path: path, maxSide: Self.maxSide, threads: threads)
        let muxer = try Muxer(path: output, format: self == .gif ? "gif" : "webp")
        let track = try PictureTrack(
            codec, width: reader.width, height: reader.height, timeBase: Self.timeBase,
            frameRate: min(reader.frameRate, Self.maxRate), threads: threads, muxer: muxer)
        try muxer.start(metadata: [:], options: ["loop": "0"])
        let maker = try FrameMaker(
            width: reader.width, height: reader.height, isFullRange: true, matrix: SWS_CS_ITU601,
            format: AV_PIX_FMT_BGRA)
        let palette = self == .gif ? try PaletteFilter(width: reader.width, height: reader.height) : nil
        let tick = Double(reader.timeBase.num) / Double(max(1, reader.timeBase.den))
        let picture = try Picture.make(width: reader.width, height: reader.height)
        let pace = 1 / min(reader.frameRate, Self.maxRate)
        var (due, last) = (0.0, Int64(-1))
        while let frame = try reader.next(into: picture) {
            let time = Double(frame.pts) * tick
            guard time < Self.longest else { break }
            guard time >= due - pace * 0.1 else { continue }
            due = max(due + pace, time - pace)
            last = max(last + 1, Int64((time * 100).rounded()))
            try maker.write(frame.picture)
            maker.frame.pointee.pts = last
            if let palette {
                try palette.filter(maker.frame) { (frame) throws(MediaError) in try track.encode(frame) }
            } else {
                try track.encode(maker.frame)
            }
        }
        guard last >= 0 else { throw .noFrames }
        try palette?.filter(nil) { (frame) throws(MediaError) in try track.encode(frame) }
        try track.encode(nil)
        try muxer.finish()
        try PictureMark.add(metadata["comment"] ?? "", to: output)
    }

    private var codec: PictureTrack.Codec {
        switch self {
        case .gif: .init(name: "gif", format: AV_PIX_FMT_PAL8)
        case .webp: .init(name: "libwebp_anim", format: AV_PIX_FMT_BGRA, options: ["quality": "75"])
        }
    }
}
