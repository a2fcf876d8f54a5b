/// How large the video becomes.
package enum OutputSize: String, Sendable, CaseIterable {
    /// Short side up to 512, long side up to 768 pixels.
    case standard = "wan-std"
    /// Short side up to 720, long side up to 1280 pixels.
    case large = "wan-pro"

    /// Small pictures are not enlarged further than this.
    private static let mostEnlarged = 1.5

    package var shortSide: Int { self == .standard ? 512 : 720 }
    package var longSide: Int { self == .standard ? 768 : 1280 }

    /// The picture's shape in even sides.
    package func fitted(width: Int, height: Int) -> (width: Int, height: Int) {
        let (short, long) = (Double(min(width, height)), Double(max(width, height)))
        let scale = min(Double(shortSide) / short, Double(longSide) / long, Self.mostEnlarged)
        func even(_ side: Int) -> Int { max(2, Int((Double(side) * scale / 2).rounded()) * 2) }
        return (even(width), even(height))
    }
}
