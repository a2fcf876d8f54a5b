import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct RasterTests {
    private func vertex(_ x: Float, _ y: Float, _ u: Float, _ v: Float, _ alpha: Float = 1) -> puppet_vertex {
        puppet_vertex(x: x, y: y, u: u, v: v, alpha: alpha)
    }

    private func draw(
        _ vertices: [puppet_vertex], _ triangles: [UInt16], texture: Picture, onto picture: Picture,
        rows: Range<Int32>? = nil, blends: Bool = false
    ) {
        puppet_draw_triangles(
            picture.view, rows?.lowerBound ?? 0, rows?.upperBound ?? Int32(picture.height), texture.view, vertices,
            Int32(vertices.count), triangles, Int32(triangles.count / 3), blends)
    }

    @Test func `gives the texture back exactly when nothing moves`() {
        let texture = Twin.noise(width: 37, height: 29)
        let picture = Picture(width: 37, height: 29)
        let corners = [vertex(0, 0, 0, 0), vertex(37, 0, 37, 0), vertex(0, 29, 0, 29), vertex(37, 29, 37, 29)]

        draw(corners, [0, 1, 3, 0, 3, 2], texture: texture, onto: picture)

        // Only the last row and column may differ, by a 256th of their neighbours.
        #expect(decibels(picture, texture) { x, y in x < 36 && y < 28 } > 90)
        #expect(decibels(picture, texture) > 60)
    }

    @Test func `draws a bent triangle like the slow way`() throws {
        let texture = Twin.gradient(width: 64, height: 48)
        let picture = Picture(width: 50, height: 50)
        let corners = [vertex(3.2, 4.7, 5, 3), vertex(46.1, 11.4, 60, 20), vertex(17.9, 44.3, 12, 45)]

        draw(corners, [0, 1, 2], texture: texture, onto: picture)

        for y in 0..<50 {
            for x in 0..<50 {
                let at = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
                let pixel = picture.bytes + y * picture.rowBytes + 4 * x
                guard let w = Twin.barycentric(at, corners) else {
                    #expect(pixel[3] == 0)
                    continue
                }
                let u = w.x * Double(corners[0].u) + w.y * Double(corners[1].u) + w.z * Double(corners[2].u)
                let v = w.x * Double(corners[0].v) + w.y * Double(corners[1].v) + w.z * Double(corners[2].v)
                let off = Twin.colour(picture, x, y) - Twin.bilinear(texture, SIMD2(u, v))
                #expect(pixel[3] == 255 && abs(off.x) < 2 && abs(off.y) < 2 && abs(off.z) < 2)
            }
        }
    }

    @Test func `draws every pixel of a fan exactly once`() {
        // Laid over black at half strength, a pixel drawn twice would be brighter, one left out black.
        let white = Picture(width: 4, height: 4)
        white.bytes.update(repeating: 255, count: 64)
        let picture = Picture(width: 60, height: 60)
        var vertices = [vertex(29.37, 30.81, 2, 2, 0.5)]
        var triangles: [UInt16] = []
        for k in 0..<11 {
            let angle = Float(k) / 11 * 2 * Float.pi + 0.1
            vertices.append(vertex(30 + 26 * cos(angle), 30 + 26 * sin(angle), 2, 2, 0.5))
            triangles += [0, UInt16(k + 1), UInt16((k + 1) % 11 + 1)]
        }

        draw(vertices, triangles, texture: white, onto: picture, blends: true)

        var levels: Set<UInt8> = []
        for y in 10..<50 {
            for x in 10..<50 where abs(x - 30) + abs(y - 30) < 22 { levels.insert(picture.bytes[(y * 60 + x) * 4]) }
        }
        #expect(levels == [128])
    }

    @Test func `draws the same in bands as at once`() {
        let texture = Twin.noise(width: 40, height: 40)
        let (whole, banded) = (Picture(width: 40, height: 40), Picture(width: 40, height: 40))
        let corners = [vertex(1, 2, 0, 0), vertex(38, 9, 40, 3), vertex(12, 39, 8, 40)]

        draw(corners, [0, 1, 2], texture: texture, onto: whole)
        draw(corners, [0, 1, 2], texture: texture, onto: banded, rows: 0..<17)
        draw(corners, [0, 1, 2], texture: texture, onto: banded, rows: 17..<40)

        #expect(memcmp(whole.bytes, banded.bytes, 40 * 40 * 4) == 0)
    }

    @Test(arguments: [Float.nan, .infinity, -1e30, 1e9]) func `leaves wild corners out`(wild: Float) {
        let texture = Twin.noise(width: 8, height: 8)
        let picture = Picture(width: 8, height: 8)

        draw(
            [vertex(wild, 0, 0, 0), vertex(8, 0, 8, 0), vertex(0, 8, 0, 8)], [0, 1, 2], texture: texture, onto: picture)
        draw(
            [vertex(0, 0, wild, 0), vertex(8, 0, 8, 0), vertex(0, 8, 0, 8)], [0, 1, 2], texture: texture, onto: picture)
        draw([vertex(0, 0, 0, 0), vertex(8, 0, 8, 0)], [0, 1, 2], texture: texture, onto: picture)

        #expect((0..<256).allSatisfy { picture.bytes[$0] == 0 })
    }

    @Test func `covers pixels by the part of them inside a polygon`() {
        let polygon: [SIMD2<Double>] = [
            SIMD2(3.3, 2.1), SIMD2(17.2, 4.6), SIMD2(12.7, 14.9), SIMD2(8, 7.3), SIMD2(2.2, 13),
        ]
        let corners = polygon.flatMap { [Float($0.x), Float($0.y)] }
        var mask = [Float](repeating: 9, count: 20 * 16)
        var crossings = [Float](repeating: 0, count: 2 * polygon.count)

        puppet_polygon_coverage(corners, Int32(polygon.count), &mask, 20, 16, 0, 0, &crossings)

        for y in 0..<16 {
            for x in 0..<20 {
                var inside = 0
                for sample in 0..<400 {
                    let within = (SIMD2(Double(sample % 20), Double(sample / 20)) + 0.5) / 20
                    let at = SIMD2(Double(x), Double(y)) + within
                    if Twin.isInside(at, polygon) { inside += 1 }
                }
                #expect(abs(Double(mask[y * 20 + x]) - Double(inside) / 400) < 0.13)
            }
        }
    }
}
