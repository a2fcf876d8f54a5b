/// Joins videos to a film of one size and rate: each stands before its backdrop, in the middle and as large as fits unless
/// something else is asked for, with its sound, and with music behind all of it.
///
/// Not thread-safe: one thread at a time. A film that is not finished is deleted.
package final class FilmWriter {
    /// Frames a second.
    package static let rate = 25
    /// How long going dark takes, and growing light again; seconds.
    private static let fade = 0.4

    package struct Scene: Sendable {
        package var path: String
        /// How long the last picture stands; seconds.
        package var pause: Double
        /// Whether it comes out of black, and goes into it.
        package var fadesIn: Bool
        package var fadesOut: Bool
        package var backdrop: FilmBackdrop
        /// Where the middle of its picture stands and how large it is, as shares of the frame.
        package var centre: (x: Double, y: Double)
        package var size: Double

        package init(
            path: String, pause: Double = 0, fadesIn: Bool = false, fadesOut: Bool = false,
            backdrop: FilmBackdrop = .black, centre: (x: Double, y: Double) = (0.5, 0.5), size: Double = 1
        ) {
            self.path = path
            self.pause = pause
            self.fadesIn = fadesIn
            self.fadesOut = fadesOut
            self.backdrop = backdrop
            self.centre = centre
            self.size = size
        }
    }

    private let width: Int
    private let height: Int
    private let writer: MovieWriter
    private let sound: FilmSound
    private let threads: Int
    /// The longest that the film may become; seconds.
    private let longest: Double
    private let canvas: Picture
    /// Where a frame is drawn on that is not the canvas itself.
    private let sheet: Picture
    private var frames = 0

    /// - Parameters:
    ///   - width, height: even, 2...8192.
    ///   - metadata: written as they are.
    ///   - music: heard behind the speech.
    package init(
        path: String, width: Int, height: Int, metadata: [String: String], music: FilmMusic? = nil, longest: Double,
        threads: Int
    ) throws(MediaError) {
        (self.width, self.height, self.longest, self.threads) = (width, height, longest, max(1, threads))
        canvas = try Picture.make(width: width, height: height)
        sheet = try Picture.make(width: width, height: height)
        var made: FilmSound?
        writer = try MovieWriter(
            path: path, width: width, height: height, timeBase: (1, Int32(Self.rate)), frameRate: Double(Self.rate),
            metadata: metadata, threads: max(1, threads)
        ) { muxer throws(MediaError) in
            made = try FilmSound(to: muxer, music: music)
            return made
        }
        guard let made else { throw .writeFailed("The film's sound could not be started.") }
        sound = made
    }

    /// Where the next scene begins; seconds.
    package var length: Double { Double(frames) / Double(Self.rate) }

    /// - Parameters:
    ///   - draw: called for each picture with the scene's time in seconds, to draw something on it; nil for nothing.
    ///   - goesOn: called after each frame with the scene's time; false ends the scene there.
    package func append(
        _ scene: Scene, draw: ((Picture, Double) -> Void)? = nil, goesOn: (Double) -> Bool = { _ in true }
    ) throws(MediaError) {
        let room = (width: side(width, scene.size), height: side(height, scene.size))
        let reader = try VideoReader(path: scene.path, within: room, threads: threads)
        let corner = (
            left: Int((Double(width) * scene.centre.x).rounded()) - reader.width / 2,
            top: Int((Double(height) * scene.centre.y).rounded()) - reader.height / 2
        )
        let painter = BackdropPainter(scene.backdrop, threads: threads)
        let ticks = Double(reader.timeBase.num) / Double(max(1, reader.timeBase.den))
        try sound.begin(scene.path, at: length)
        let first = frames
        var next = try reader.next()
        guard next != nil else { throw .noFrames }
        var end = 0.0
        var time = 0.0
        let foreseen = reader.durationMs.map { Double($0) / 1000 + scene.pause }
        // A backdrop that stands is painted once; one that moves goes under the last picture again.
        var (shown, spare): (Picture?, Picture?) = (nil, nil)
        func show() throws(MediaError) -> Bool {
            try painter.paint(on: canvas, at: time)
            if let shown { canvas.place(shown, left: corner.left, top: corner.top) }
            try write(time, scene, foreseen, draw)
            defer { time = Double(frames - first) / Double(Self.rate) }
            return goesOn(time)
        }
        while next != nil || time < end - 0.001 {
            while let frame = next, Double(frame.pts) * ticks <= time + 0.001 {
                (spare, shown) = (shown, frame.picture)
                end = Double(frame.pts) * ticks + 1 / reader.frameRate
                next = try reader.next(into: spare)
            }
            guard try show() else { return }
        }
        let last = time + scene.pause
        while time < last - 0.001 {
            guard try show() else { return }
        }
    }

    package func finish() throws(MediaError) -> (durationMs: Int, frames: Int) { try writer.finish() }

    /// Even, as encoders want it.
    private func side(_ whole: Int, _ share: Double) -> Int {
        max(2, Int((Double(whole) * min(max(share, 0.05), 1) / 2).rounded()) * 2)
    }

    private func write(
        _ time: Double, _ scene: Scene, _ foreseen: Double?, _ draw: ((Picture, Double) -> Void)?
    ) throws(MediaError) {
        guard length < longest else {
            throw .tooLarge("The film is longer than \(Int(longest / 60)) minutes, which is the limit.")
        }
        var light = 1.0
        if scene.fadesIn { light = min(light, time / Self.fade) }
        if scene.fadesOut, let foreseen { light = min(light, max(0, foreseen - time) / Self.fade) }
        var shown = canvas
        if light < 1 || draw != nil {
            sheet.bytes.update(from: canvas.bytes, count: canvas.rowBytes * height)
            draw?(sheet, time)
            if light < 1 { sheet.darken(to: light) }
            shown = sheet
        }
        try writer.append(shown, pts: Int64(frames))
        frames += 1
    }
}

extension Picture {
    /// - Parameter light: 0 for black, 1 for what is there.
    fileprivate func darken(to light: Double) {
        let share = UInt32(min(max(light, 0), 1) * 256)
        for index in 0..<(rowBytes * height) where index & 3 != 3 {
            bytes[index] = UInt8((UInt32(bytes[index]) * share) >> 8)
        }
    }
}
