import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct OverlayTests {
    private func grey(_ width: Int, _ height: Int) -> Picture {
        let picture = Picture(width: width, height: height)
        picture.bytes.update(repeating: 128, count: picture.rowBytes * height)
        return picture
    }

    /// The box of what differs from plain grey.
    private func changed(_ picture: Picture) -> PixelBox? {
        var box: PixelBox?
        for y in 0..<picture.height {
            for x in 0..<picture.width where Twin.colour(picture, x, y) != SIMD3(128, 128, 128) {
                let old = box ?? PixelBox(left: x, top: y, right: x + 1, bottom: y + 1)
                box = PixelBox(
                    left: min(old.left, x), top: min(old.top, y), right: max(old.right, x + 1),
                    bottom: max(old.bottom, y + 1))
            }
        }
        return box
    }

    @Test(arguments: [(512, 512), (1280, 720), (64, 48), (20, 20), (2, 2)])
    func `marks a corner and nothing else`(width: Int, height: Int) throws {
        let picture = grey(width, height)

        VisibleMark(width: width, height: height).draw(onto: picture, seconds: 0)

        if min(width, height) > 200 {
            let box = try #require(changed(picture))
            #expect(box.left > width * 4 / 5 && box.bottom < height / 4 && box.top > 0 && box.right < width)
            let colours = (0..<(width * height)).map { picture.bytes[4 * $0] }
            #expect(colours.max() ?? 0 > 240 && colours.min() ?? 255 < 80)
            #expect(Double(box.height) > 0.05 * Double(min(width, height)))
        }
    }

    @Test func `lays a colour like the slow way, also across the edges`() {
        let mask = (0..<(7 * 8)).map { UInt8($0 * 4) }
        for (left, top) in [(-3, -2), (2, 1), (6, 6), (20, 20), (-9, 0)] {
            let picture = Twin.noise(width: 10, height: 9)
            let before = Twin.noise(width: 10, height: 9)

            puppet_lay_colour(picture.view, mask, 7, 7, 8, Int32(left), Int32(top), [200, 10, 90], 0.7)

            for y in 0..<9 {
                for x in 0..<10 {
                    let (column, row) = (x - left, y - top)
                    let isCovered = (0..<7).contains(column) && (0..<7).contains(row)
                    let weight = isCovered ? 0.7 * Double(mask[row * 8 + column]) / 255 : 0
                    let old = Twin.colour(before, x, y)
                    let expected = old + (SIMD3(200, 10, 90) - old) * weight
                    #expect((Twin.colour(picture, x, y) - expected).length < 2)
                }
            }
        }
    }

    @Test func `lays the lower half of a face like the slow way`() {
        let (picture, before) = (Twin.noise(width: 40, height: 50), Twin.noise(width: 40, height: 50))
        let patch = Twin.gradient(width: 30, height: 30)
        var face = puppet_lower_face(nose: (15, 12), down: (3, 20), rim: 4)

        puppet_lay_lower_face(picture.view, patch.view, 15, -5, &face)

        for y in 0..<50 {
            for x in 0..<40 {
                let (px, py) = (Double(x - 15) + 0.5, Double(y + 5) + 0.5)
                let below = ((px - 15) * 3 + (py - 12) * 20) / 409
                let edge = min(px, py, 30 - px, 30 - py)
                let isInside = edge > 0 && x >= 15 && y + 5 < 30
                let weight = isInside ? smoothStep(-0.15, 0.02, below) * smoothStep(0, 4, edge) : 0
                let old = Twin.colour(before, x, y)
                let expected = old + (Twin.colour(patch, x - 15, y + 5) - old) * weight
                #expect((Twin.colour(picture, x, y) - expected).length < 2)
            }
        }
    }

    @Test func `sees how bright, contrasting and detailed a part is`() {
        let picture = Twin.noise(width: 30, height: 20)
        var look = puppet_look()

        let count = puppet_look_at(picture.view, -5, 4, 25, 99, &look)

        func luma(_ x: Int, _ y: Int) -> Double {
            let colour = Twin.colour(picture, x, y)
            return ((77 * colour.x + 150 * colour.y + 29 * colour.z) / 256).rounded(.down)
        }
        var (values, details): ([Double], [Double]) = ([], [])
        for y in 4..<19 {
            for x in 1..<25 {
                values.append(luma(x, y))
                let around = luma(x - 1, y) + luma(x + 1, y) + luma(x, y - 1) + luma(x, y + 1)
                details.append(abs(luma(x, y) - around / 4))
            }
        }
        #expect(Int(count) == values.count)
        #expect(abs(Double(look.mean) - values.mean) < 0.01 && abs(Double(look.detail) - details.mean) < 0.01)
        #expect(abs(Double(look.deviation) - values.standardDeviation) < 0.01)
        #expect(puppet_look_at(picture.view, 50, 50, 60, 60, &look) == 0)
    }

    @Test func `burns a line in while it is spoken, at the bottom`() throws {
        let text = "Good {\\b1}morning 早上好"
        let subtitles = try Subtitles(
            text: text, words: [.init(start: 1, end: 2, range: 0..<text.unicodeScalars.count)])
        let burnt = try BurntSubtitles(subtitles, width: 640, height: 360)
        let (before, during) = (grey(640, 360), grey(640, 360))

        burnt.draw(onto: before, seconds: 0.5)
        burnt.draw(onto: during, seconds: 1.5)

        #expect(changed(before) == nil)
        let box = try #require(changed(during))
        #expect(box.top > 250 && box.bottom < 360 && box.width > 150 && abs(box.left + box.right - 640) < 20)
    }
}
