import Media

/// Something that lies over the frames of a movie: a mark, subtitles.
protocol FrameOverlay: Sendable {
    /// - Parameter seconds: when the frame is shown.
    func draw(onto picture: Picture, seconds: Double)
}
