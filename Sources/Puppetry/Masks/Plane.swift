import CPuppetry
import Foundation
import Media

/// One number a pixel, mostly a mask of 0...1; rows from the top down.
struct Plane: Equatable, Sendable {
    let width: Int
    let height: Int
    var values: [Float]

    /// - Parameters: sides in pixels, at least 1.
    init(width: Int, height: Int, filledWith value: Float = 0) {
        self.width = width
        self.height = height
        values = [Float](repeating: value, count: width * height)
    }

    /// The brightness of a picture.
    init(lumaOf picture: Picture) {
        self.init(width: picture.width, height: picture.height)
        puppet_luma(picture.view, &values)
    }

    /// The alpha of a picture.
    init(alphaOf picture: Picture) { self.init(channel: 3, of: picture) }

    private init(channel: Int32, of picture: Picture) {
        self.init(width: picture.width, height: picture.height)
        puppet_channel(picture.view, channel, &values)
    }

    /// Red, green and blue of a picture, 0...1 each.
    static func colours(of picture: Picture) -> [Plane] { (0..<3).map { Plane(channel: $0, of: picture) } }

    subscript(x: Int, y: Int) -> Float {
        get { values[y * width + x] }
        set { values[y * width + x] = newValue }
    }

    /// Bilinear at continuous coordinates; what lies outside continues the edge.
    func sampled(_ point: SIMD2<Float>) -> Float {
        let x = (point.x - 0.5).clamped(0...Float(width - 1))
        let y = (point.y - 0.5).clamped(0...Float(height - 1))
        let (left, top) = (Int(x), Int(y))
        let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
        let (fx, fy) = (x - Float(left), y - Float(top))
        let upper = self[left, top] * (1 - fx) + self[right, top] * fx
        let lower = self[left, bottom] * (1 - fx) + self[right, bottom] * fx
        return upper * (1 - fy) + lower * fy
    }

    /// Blurs like a gaussian of this standard deviation in pixels, by three means over squares.
    mutating func blur(sigma: Float) {
        let radius = ((sigma * sigma * 4 + 1).squareRoot() / 2 - 0.5).rounded()
        guard radius >= 1 else { return }
        let bounded = Int32(min(radius, Float(max(width, height))))
        var scratch = values
        for _ in 0..<3 { puppet_box_blur(&values, &scratch, Int32(width), Int32(height), bounded) }
    }

    func blurred(sigma: Float) -> Plane {
        var result = self
        result.blur(sigma: sigma)
        return result
    }

    /// The largest value of the square round each pixel; the smallest for a radius below 0.
    mutating func spread(radius: Int) {
        guard radius != 0 else { return }
        var scratch = values
        puppet_spread(&values, &scratch, Int32(width), Int32(height), Int32(abs(radius)), radius < 0)
    }

    func spreading(radius: Int) -> Plane {
        var result = self
        result.spread(radius: radius)
        return result
    }

    /// The larger value of both at each pixel.
    /// - Parameter other: of the same size.
    mutating func join(_ other: Plane) {
        for index in values.indices { values[index] = max(values[index], other.values[index]) }
    }

    /// Lets the mask follow the edges of `guide`, which has its size.
    mutating func follow(_ guide: Plane, radius: Int, epsilon: Float) {
        var scratch = [Float](repeating: 0, count: 5 * values.count)
        puppet_guided_filter(
            guide.values, &values, &scratch, Int32(width), Int32(height), Int32(max(1, radius)), epsilon)
    }

    mutating func apply(_ change: (Float) -> Float) {
        for index in values.indices { values[index] = change(values[index]) }
    }

    /// Of another size: by area when smaller, bilinear when larger.
    func resized(width newWidth: Int, height newHeight: Int) -> Plane {
        if newWidth == width, newHeight == height { return self }
        var source = self
        let step = SIMD2(Float(width) / Float(newWidth), Float(height) / Float(newHeight))
        if step.max() > 1.5 { source.blur(sigma: step.max() / 2.5) }
        var result = Plane(width: newWidth, height: newHeight)
        puppet_resize(
            source.values, Int32(width), Int32(height), &result.values, Int32(newWidth), Int32(newHeight))
        return result
    }

    /// `onto` becomes the frame with the plate where the mask is 1; the mask may be smaller than the pictures.
    func lay(_ plate: Picture, over frame: Picture, onto: Picture) {
        puppet_lay_plate(frame.view, plate.view, values, Int32(width), Int32(height), onto.view)
    }

    /// Mean of all values.
    var mean: Float { Float(values.reduce(0) { $0 + Double($1) } / Double(max(values.count, 1))) }
}
