import CPuppetry
import Media

/// A person cut out of a picture, to be moved over what is behind.
///
/// A narrow rim of the background goes along: hair and soft edges keep the colours they have there, and a person who does
/// not move gives the picture back exactly, because what is made up lies under the person and the rim alone.
struct CutOut: Sendable {
    /// More of a mask is the person's: wisps of hair.
    private static let least: Float = 0.1
    /// Shares of the longer side: by how much the person is thought larger than the mask, how far what is around is
    /// mirrored into the hole behind, and the standard deviation of the rim's softness.
    private static let (margin, reach, softness): (Float, Float, Float) = (0.006, 0.06, 0.0026)

    /// Colours multiplied by opacity.
    let person: Picture
    /// The picture without the person.
    let plate: Picture

    /// - Parameters:
    ///   - mask: of the person, of the picture's size.
    ///   - picture: opaque.
    init(_ mask: Plane, of picture: Picture) {
        let side = Float(max(picture.width, picture.height))
        var person = mask
        person.apply { $0 > Self.least ? 1 : 0 }
        person.spread(radius: Int((Self.margin * side).rounded(.up)))
        var known = person
        known.apply { 1 - $0 }
        plate = Backdrop.filled(picture, known: known, reach: Self.reach * side)
        let sigma = max(Self.softness * side, 1)
        // Three means make the blur; each reaches as far as the deviation, rounded up.
        person.spread(radius: 3 * Int(sigma.rounded(.up)))
        person.blur(sigma: sigma)
        let cut = picture.copy()
        puppet_premultiply(cut.view, person.values)
        self.person = cut
    }
}
