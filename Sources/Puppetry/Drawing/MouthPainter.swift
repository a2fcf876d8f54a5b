import CPuppetry
import Foundation
import Media

/// The driver's own mouth in one frame, to be laid into the source's.
struct DriverMouth {
    let picture: Picture
    /// As tracked in this very frame, pixels of the picture.
    let landmarks: Landmarks<SeenSpace>
    /// Brings its colours to the source's.
    let gain: SIMD3<Float>
    /// Of its face, RGB 0...255.
    let skin: SIMD3<Float>

    /// How much of its inside is worth showing, 0...1: the same for a whole scene.
    var share: Float = 1

    /// Pixels between the lips, between which there is an inside at all: before, what lies there are lips.
    private static let parted: (from: Float, to: Float) = (1, 2.5)

    /// 0...1: what is taken of it in this frame.
    var strength: Float {
        let places = Landmark.middleOfLips
        let gaps = places.map { landmarks[Landmark.innerLowerLip[$0]].y - landmarks[Landmark.innerUpperLip[$0]].y }
        return share * smoothStep(Self.parted.from, Self.parted.to, gaps.mean)
    }
}

/// Draws what an opening mouth shows, which the source picture does not have: cavity, tongue, teeth, and over them the
/// driver's mouth.
///
/// Unchecked: its scratch memory serves one frame at a time.
final class MouthPainter: @unchecked Sendable {
    /// Heights of the opening, in mouth widths, between which the inside appears.
    private static let opening: (from: Float, to: Float) = (0.02, 0.05)
    /// How much brighter teeth are in bright skin when no driver's mouth lies over them: greyer ones look ill.
    private static let aloneLight: Float = 0.25
    /// How much darker they are where a colour lies over the whole picture, which is no light that could make them shine.
    private static let veiledLight: Float = 0.08
    /// Points between two landmarks on the rounded contour.
    private static let subdivisions = 4

    private let triangles: [UInt16]
    private let skin: SkinTone
    private let teeth: SourceTeeth?
    private var patch = Picture(width: 64, height: 64)
    private var guest = Picture(width: 64, height: 64)
    private var coverage: [Float] = []
    private var shade: [Float] = []
    private var scratch: [Float] = []

    /// - Parameters:
    ///   - triangles: of the mouth's opening and a little more, as the rounded contour goes beyond it.
    ///   - skin: of the source.
    ///   - teeth: the source's own, when it shows them.
    init(triangles: [UInt16], skin: SkinTone, teeth: SourceTeeth?) {
        self.triangles = triangles
        self.skin = skin
        self.teeth = teeth
    }

    func paint(_ pose: FacePose, onto picture: Picture, driver: DriverMouth?) {
        let points = pose.points
        let corners = (points[Landmark.leftLipCorner].xy, points[Landmark.rightLipCorner].xy)
        let width = (corners.1 - corners.0).length
        let height = (points[Landmark.lowerLip].xy - points[Landmark.upperLip].xy).length
        guard width > 2, width.isFinite, height.isFinite else { return }
        let strength = smoothStep(Self.opening.from, Self.opening.to, height / width)
        let contour = Self.contour(points)
        guard strength > 0, let box = box(around: contour, in: picture) else { return }
        prepare(box)
        cover(contour, box)
        softenedShade(box, width: width)

        var mouth = Self.mouth(pose, corners: corners, openness: height / width, skin: skin)
        mouth.upper_teeth = 1 - (teeth?.share ?? 0)
        mouth.teeth_light *= 1 - Self.veiledLight * skin.veil
        if driver == nil {
            mouth.teeth_light *= 1 + Self.aloneLight * smoothStep(0.4, 0.75, skin.brightness) * (1 - skin.veil)
        }
        let view = puppet_picture(
            pixels: patch.bytes, width: Int32(box.width), height: Int32(box.height), row_bytes: Int32(4 * box.width))
        puppet_paint_mouth(view, Int32(box.left), Int32(box.top), &mouth, shade)
        teeth?.draw(pose, onto: view, left: Float(box.left), top: Float(box.top))
        let other = driver.map { draw($0, points: points, box: box) } ?? puppet_picture()
        var light = light(of: driver)
        puppet_lay_mouth(
            picture.view, view, Int32(box.left), Int32(box.top), coverage, shade, strength, other,
            driver?.strength ?? 0, &light)
    }

    private func light(of driver: DriverMouth?) -> puppet_mouth_light {
        func rgb(_ colour: SIMD3<Float>) -> (Float, Float, Float) { (colour.x, colour.y, colour.z) }
        return puppet_mouth_light(
            gain: rgb(driver?.gain ?? SIMD3(repeating: 1)), skin: rgb(driver?.skin ?? skin.colour),
            tint: rgb(skin.light), tone: rgb(skin.tone), vividness: skin.vividness)
    }

    private struct Box {
        let left: Int, top: Int, width: Int, height: Int
    }

    /// The opening's box within the picture, with room for its soft edge.
    private func box(around contour: [PlanePoint<VideoSpace>], in picture: Picture) -> Box? {
        let low = contour.reduce(contour[0].vector) { pointwiseMin($0, $1.vector) } - 1
        let high = contour.reduce(contour[0].vector) { pointwiseMax($0, $1.vector) } + 1
        let left = Int(low.x.rounded(.down).clamped(0...Float(picture.width)))
        let right = Int(high.x.rounded(.up).clamped(0...Float(picture.width)))
        let top = Int(low.y.rounded(.down).clamped(0...Float(picture.height)))
        let bottom = Int(high.y.rounded(.up).clamped(0...Float(picture.height)))
        guard right > left, bottom > top else { return nil }
        return Box(left: left, top: top, width: right - left, height: bottom - top)
    }

    private func prepare(_ box: Box) {
        let count = box.width * box.height
        if coverage.count < count {
            coverage = [Float](repeating: 0, count: count)
            shade = coverage
            scratch = [Float](repeating: 0, count: max(count, 512))
        }
        if patch.width * patch.height < count {
            patch = Picture(width: box.width, height: box.height)
            guest = Picture(width: box.width, height: box.height)
        }
    }

    private func cover(_ contour: [PlanePoint<VideoSpace>], _ box: Box) {
        let corners = contour.flatMap { [$0.x, $0.y] }
        if scratch.count < corners.count { scratch = [Float](repeating: 0, count: corners.count) }
        puppet_polygon_coverage(
            corners, Int32(contour.count), &coverage, Int32(box.width), Int32(box.height), Int32(box.left),
            Int32(box.top), &scratch)
    }

    /// The lips shade what lies just behind their edge.
    private func softenedShade(_ box: Box, width: Float) {
        for index in 0..<(box.width * box.height) { shade[index] = coverage[index] }
        let radius = Int32(max(1, (0.025 * width).rounded()))
        for _ in 0..<2 { puppet_box_blur(&shade, &scratch, Int32(box.width), Int32(box.height), radius) }
    }

    /// The driver's mouth, bent to the source's lips; transparent elsewhere.
    private func draw(_ driver: DriverMouth, points: Landmarks<VideoSpace>, box: Box) -> puppet_picture {
        guest.bytes.update(repeating: 0, count: 4 * box.width * box.height)
        let view = puppet_picture(
            pixels: guest.bytes, width: Int32(box.width), height: Int32(box.height), row_bytes: Int32(4 * box.width))
        let vertices = zip(points, driver.landmarks).map { here, there in
            puppet_vertex(
                x: here.x - Float(box.left), y: here.y - Float(box.top), u: there.x, v: there.y, alpha: 1)
        }
        puppet_draw_triangles(
            view, 0, view.height, driver.picture.view, vertices, Int32(vertices.count), triangles,
            Int32(triangles.count / 3), false)
        return view
    }

    /// The edge of the opening, rounded: each lip a Catmull-Rom curve through its landmarks, with the corners kept.
    private static func contour(_ points: Landmarks<VideoSpace>) -> [PlanePoint<VideoSpace>] {
        let upper = curve(Landmark.innerUpperLip.map { points[$0].xy.vector })
        let lower = curve(Landmark.innerLowerLip.reversed().map { points[$0].xy.vector })
        return (upper.dropLast() + lower.dropLast()).map { PlanePoint($0) }
    }

    private static func curve(_ points: [SIMD2<Float>]) -> [SIMD2<Float>] {
        var curve: [SIMD2<Float>] = []
        for index in 0..<(points.count - 1) {
            let (b, c) = (points[index], points[index + 1])
            let a = index > 0 ? points[index - 1] : b * 2 - c
            let d = index + 2 < points.count ? points[index + 2] : c * 2 - b
            for step in 0..<subdivisions {
                let t = Float(step) / Float(subdivisions)
                let square: SIMD2<Float> = a * 2 - b * 5 + c * 4 - d
                let cube: SIMD2<Float> = (b - c) * 3 + d - a
                let bend: SIMD2<Float> = (c - a) + (square + cube * t) * t
                curve.append(b + bend * (t / 2))
            }
        }
        return curve + points.suffix(1)
    }

    private static func mouth(
        _ pose: FacePose, corners: (PlanePoint<VideoSpace>, PlanePoint<VideoSpace>), openness: Float, skin: SkinTone
    ) -> puppet_mouth {
        let between = corners.1 - corners.0
        let width = between.length
        let centre = PlanePoint.middle(corners.0, corners.1)
        let across = between / width
        let down = SIMD2(-across.y, across.x)
        let rest = pose.closedMouth
        let tint = skin.light
        return puppet_mouth(
            centre: (centre.x, centre.y), across: (across.x, across.y), down: (down.x, down.y), half_width: width / 2,
            teeth_half_width: max((rest.right - rest.left).length / 2, 1),
            upper_edge: ((rest.upperLip - centre) * down).sum(),
            lower_edge: ((pose.points[Landmark.lowerLip].xy - centre) * down).sum(), light: skin.brightness,
            teeth_light: 0.84 + 0.16 * smoothStep(0.04, 0.18, openness), tint: (tint.x, tint.y, tint.z),
            upper_teeth: 1, lower_teeth: smoothStep(0.12, 0.2, openness))
    }
}
