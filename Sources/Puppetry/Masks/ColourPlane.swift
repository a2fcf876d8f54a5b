import CPuppetry
import Media

/// Colours with weights, from which holes are filled by what surrounds them: red, green and blue times the weight, and
/// the weight, 0...1.
struct ColourPlane: Sendable {
    let width: Int
    let height: Int
    private(set) var values: [Float]

    /// - Parameter weight: of the picture's size; 1 where its colours are to be believed.
    init(_ picture: Picture, weight: Plane) {
        (width, height) = (picture.width, picture.height)
        values = [Float](repeating: 0, count: 4 * width * height)
        puppet_weighted(picture.view, weight.values, &values)
    }

    private init(width: Int, height: Int) {
        self.width = width
        self.height = height
        values = [Float](repeating: 0, count: 4 * width * height)
    }

    /// Gives every pixel a colour, smoothly from the nearest that have one. Stays black when none has.
    mutating func fill() {
        guard width > 1 || height > 1 else { return }
        var coarse = ColourPlane(width: (width + 1) / 2, height: (height + 1) / 2)
        puppet_pull(values, Int32(width), Int32(height), &coarse.values)
        coarse.fill()
        puppet_push(&values, Int32(width), Int32(height), coarse.values)
    }

    /// Red, green and blue of a filled plane, 0...255 each.
    var planes: [Plane] {
        (0..<3).map { channel in
            var plane = Plane(width: width, height: height)
            for index in plane.values.indices { plane.values[index] = values[4 * index + channel] }
            return plane
        }
    }

    /// A filled plane without its detail.
    func blurred(sigma: Float) -> ColourPlane {
        var result = self
        for (channel, plane) in planes.enumerated() {
            let soft = plane.blurred(sigma: sigma)
            for index in soft.values.indices { result.values[4 * index + channel] = soft.values[index] }
        }
        return result
    }

    /// How far each pixel of a picture of the same size is from a filled plane, 0...1.
    func distance(to picture: Picture) -> Plane {
        var distance = Plane(width: width, height: height)
        puppet_colour_distance(values, picture.view, &distance.values)
        return distance
    }

    /// Lays the colours over a picture of the same size, as far as `share` says, 0...1.
    func lay(onto picture: Picture, share: Plane) { puppet_lay_colours(values, share.values, picture.view) }
}
