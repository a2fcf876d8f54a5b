import Media

/// A place in the source picture: where the face is that somebody chose of several.
package struct PicturePlace: Equatable, Sendable {
    /// From the left and from the top, shares of the picture's sides, 0...1.
    package let x: Double
    package let y: Double

    /// - Parameter text: as jobs have it, `0.25,0.4`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let x = parts[0], let y = parts[1], (0...1).contains(x), (0...1).contains(y) else {
            return nil
        }
        (self.x, self.y) = (x, y)
    }

    func point<Space>(in picture: Picture) -> FinePoint<Space> {
        FinePoint(SIMD2(x * Double(picture.width), y * Double(picture.height)))
    }
}
