import Media

/// Draws the frames of a replacement: the clip's own, the person taken out, the figure in.
struct MixRenderer: FrameRenderer {
    /// Frames before and after one with the person in which the person still counts as there.
    private static let absence = 5

    let clip: FrameSource
    let masks: MaskFile
    let plates: BackgroundPlate
    let painter: FigurePainter
    let actor: FigureActor
    let motion: BodyMotion
    let mouths: MouthSource?

    func skip(_ index: Int) throws(PuppetryError) {
        guard let frame = try clip.next() else { return }
        defer { clip.reuse(frame) }
        try mouths?.skip(index, in: frame)
    }

    func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64? {
        guard let frame = try clip.next() else { return nil }
        defer { clip.reuse(frame) }
        try coverPerson(index, frame.picture, onto: canvas)
        if motion.track.isSeen(index, within: Self.absence) {
            var scene = try actor.scene(index)
            scene.mouth = try mouths?.mouth(index, in: frame)
            scene.place(motion.placing(index))
            painter.paint(scene, over: nil, onto: canvas)
        }
        return motion.track.stamps[index]
    }

    /// The frame with the person taken out.
    private func coverPerson(
        _ index: Int, _ frame: Picture, onto canvas: Picture
    ) throws(PuppetryError) {
        let scene = motion.track.scenes.first { $0.contains(index) } ?? index..<(index + 1)
        guard var hole = try masks.swept(index, within: scene) else {
            canvas.bytes.update(from: frame.bytes, count: frame.rowBytes * frame.height)
            return
        }
        hole.apply { smoothStep(0.12, 0.45, $0) }
        hole.spread(radius: max(2, hole.width / 110))
        hole.blur(sigma: 2)
        hole.apply { $0 < 0.004 ? 0 : $0 }
        let plate = try plates.plate(for: index, hole: hole)
        hole.lay(plate, over: frame, onto: canvas)
    }
}
