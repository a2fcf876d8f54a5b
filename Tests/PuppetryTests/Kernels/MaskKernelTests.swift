import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct MaskKernelTests {
    /// Uneven, the same each time, 0...1.
    private func uneven(_ width: Int, _ height: Int, step: Int = 37) -> Plane {
        var plane = Plane(width: width, height: height)
        for index in plane.values.indices { plane.values[index] = Float(index * step % 101) / 100 }
        return plane
    }

    @Test(arguments: [1, 4, -2, 30]) func `spreads a mask like the slow way`(radius: Int) {
        let mask = uneven(23, 17)

        let spread = mask.spreading(radius: radius)

        for y in 0..<17 {
            for x in 0..<23 {
                let reach = abs(radius)
                let near = (max(0, y - reach)...min(16, y + reach)).flatMap { row in
                    (max(0, x - reach)...min(22, x + reach)).map { mask[$0, row] }
                }
                #expect(spread[x, y] == (radius > 0 ? near.max() : near.min()))
            }
        }
    }

    @Test func `blurs wide planes like narrow ones`() {
        // 64 columns are worked on at once: the seams must not show.
        var plane = uneven(150, 9)
        let slow = plane

        var scratch = plane.values
        puppet_box_blur(&plane.values, &scratch, 150, 9, 3)

        for x in [0, 62, 63, 64, 65, 127, 128, 149] {
            var sum: Float = 0
            for dy in -3...3 {
                for dx in -3...3 { sum += slow[(x + dx).clamped(0...149), (4 + dy).clamped(0...8)] }
            }
            #expect(abs(plane[x, 4] - sum / 49) < 1e-4)
        }
    }

    @Test func `lets a mask follow the guide's edge and nothing else`() {
        var (guide, mask) = (Plane(width: 40, height: 30), Plane(width: 40, height: 30))
        for y in 0..<30 { for x in 0..<40 { guide[x, y] = x < 20 ? 0.2 : 0.9 } }
        // The mask's own edge lies three pixels beside the guide's.
        for y in 0..<30 { for x in 0..<40 { mask[x, y] = x < 17 ? 0 : 1 } }

        mask.follow(guide, radius: 8, epsilon: 1e-4)

        #expect(mask[18, 15] < 0.55 && mask[21, 15] > 0.8)
        var flat = Plane(width: 9, height: 9, filledWith: 0.7)
        flat.follow(uneven(9, 9), radius: 2, epsilon: 1e-3)
        #expect(flat.values.allSatisfy { abs($0 - 0.7) < 1e-3 })
    }

    @Test func `finds the nearest seed of every place`() {
        let (width, height) = (31, 22)
        let seeds = [3, 40, 155, 333, 412, 600, 681]
        var places = [Int16](repeating: -1, count: 2 * width * height)
        for seed in seeds { (places[2 * seed], places[2 * seed + 1]) = (Int16(seed % width), Int16(seed / width)) }

        puppet_nearest_seed(&places, Int32(width), Int32(height))

        for index in 0..<(width * height) {
            let here = SIMD2(Float(index % width), Float(index / width))
            let least = seeds.map { (SIMD2(Float($0 % width), Float($0 / width)) - here).length }.min() ?? 0
            let found = SIMD2(Float(places[2 * index]), Float(places[2 * index + 1]))
            #expect((found - here).length < least + 1)
        }
    }

    @Test func `leaves a plane without a seed alone`() {
        var places = [Int16](repeating: -1, count: 2 * 5 * 4)

        puppet_nearest_seed(&places, 5, 4)

        #expect(places.allSatisfy { $0 == -1 })
    }

    @Test(arguments: [(1, 1), (2, 7), (33, 20)]) func `fills holes from what surrounds them`(size: (Int, Int)) {
        let picture = Picture(width: size.0, height: size.1)
        for index in 0..<(size.0 * size.1) {
            for (channel, value) in [UInt8(200), 100, 50, 255].enumerated() {
                picture.bytes[4 * index + channel] = value
            }
        }
        var known = Plane(width: size.0, height: size.1)
        known.values[size.0 * size.1 / 2] = 1
        for index in known.values.indices where known.values[index] == 0 { picture.bytes[4 * index] = 3 }

        var colours = ColourPlane(picture, weight: known)
        colours.fill()
        colours.lay(onto: picture, share: Plane(width: size.0, height: size.1, filledWith: 1))

        for index in 0..<(size.0 * size.1) {
            #expect(picture.bytes[4 * index] == 200 && picture.bytes[4 * index + 1] == 100)
        }
    }

    @Test func `keeps what is known while it fills`() {
        let picture = Twin.noise(width: 21, height: 13)
        let before = Twin.noise(width: 21, height: 13)
        var known = Plane(width: 21, height: 13, filledWith: 1)
        for y in 4..<9 { for x in 6..<15 { known[x, y] = 0 } }

        let filled = Backdrop.filled(picture, known: known, reach: 3)

        #expect(decibels(filled, before) { x, y in known[x, y] == 1 } > 80)
        // The hole's middle is a mean of its surroundings, not the noise that was there.
        #expect(decibels(filled, before) { x, y in known[x, y] == 0 } < 20)
    }

    @Test func `reads a network's mask turned and scaled`() {
        let side = 16
        let logits: [Float] = (0..<(side * side)).map { Float($0 % side) - 8 }
        var out = Plane(width: 8, height: 8)

        puppet_read_mask(logits, Int32(side), [2, 0, 0, 0, 2, 0], true, &out.values, 8, 8)

        for x in 0..<8 {
            let at: Float = (Float(x) + 0.5) * 2 - 0.5 - 8
            #expect(abs(out[x, 3] - 1 / (1 + exp(-at))) < 1e-4)
        }
        puppet_read_mask(logits, Int32(side), [2, 0, 100, 0, 2, 0], false, &out.values, 8, 8)
        #expect(out.values.allSatisfy { $0 == 0 })
    }

    @Test func `changes a mask's size without moving it`() {
        var mask = Plane(width: 12, height: 10)
        for y in 0..<10 { for x in 0..<12 { mask[x, y] = Float(x) + 10 * Float(y) } }

        let large = mask.resized(width: 24, height: 20)

        #expect(abs(large[10, 10] - mask.sampled(SIMD2(5.25, 5.25))) < 1e-4)
        #expect(abs(large.resized(width: 12, height: 10)[5, 4] - mask[5, 4]) < 0.6)
        #expect(abs(large.mean - mask.mean) < 0.01)
    }

    @Test func `lays a figure by its own alpha`() {
        let onto = Twin.noise(width: 30, height: 20, seed: 5)
        let under = Twin.noise(width: 30, height: 20, seed: 5)
        let texture = Twin.noise(width: 30, height: 20, seed: 9)
        let colours = Twin.noise(width: 30, height: 20, seed: 9)
        var mask = Plane(width: 30, height: 20)
        for y in 0..<20 { for x in 0..<30 { mask[x, y] = x < 10 ? 0 : x < 20 ? 0.5 : 1 } }
        puppet_premultiply(texture.view, mask.values)
        let corners = [(0, 0), (30, 0), (0, 20), (30, 20)].map {
            puppet_vertex(x: Float($0.0), y: Float($0.1), u: Float($0.0), v: Float($0.1), alpha: 1)
        }

        puppet_draw_figure(onto.view, 0, 20, texture.view, corners, 4, [0, 1, 3, 0, 3, 2], 2)

        for (x, y) in [(2, 3), (5, 17), (14, 9), (16, 2), (24, 11), (28, 18)] {
            let share = Double(mask[x, y])
            let wanted = Twin.colour(colours, x, y) * share + Twin.colour(under, x, y) * (1 - share)
            let off = Twin.colour(onto, x, y) - wanted
            #expect(max(abs(off.x), abs(off.y), abs(off.z)) < 3)
        }
    }

    @Test func `takes a node where its bones take it`() {
        let bones = [
            FigureMove(x: SIMD3(1, 0, 10), y: SIMD3(0, 1, 20)),
            FigureMove(x: SIMD3(0, -1, 0), y: SIMD3(1, 0, 0)),
        ].map { puppet_bone($0) }
        var out: [Float] = [0, 0]

        puppet_skin_nodes([3, 4], [3, 4], [0, 1, 9, 0], [0.5, 0.5, 0, 0], 1, bones, 2, &out)

        // One bone takes it to (13, 24), the other to (-4, 3).
        #expect(out == [4.5, 13.5])
    }

    @Test func `keeps what lies round a joint as far from it as it was, however far it turns`() {
        // A quarter turn about (10, 10) by one of two bones.
        let bones = [FigureMove.identity, FigureMove(x: SIMD3(0, -1, 20), y: SIMD3(1, 0, 0))]
            .map { puppet_bone($0) }
        var out: [Float] = [0, 0]

        puppet_skin_nodes([14, 10], [10, 10], [0, 1, 0, 0], [0.5, 0.5, 0, 0], 1, bones, 2, &out)

        let off = SIMD2(out[0] - 10, out[1] - 10)
        #expect(abs(off.length - 4) < 1e-4 && abs(off.x - off.y) < 1e-4)
    }

    @Test func `takes a bone's map apart into turn and stretching`() {
        let map = FigureMove(
            bone: SIMD2(0.6, 0.8), from: PlanePoint(3, 4), to: PlanePoint(7, 1), turn: 0.9, stretch: 1.7)

        let bone = puppet_bone(map)

        let (c, s, m) = (bone.turn.0, bone.turn.1, bone.stretch)
        let rows = [c * m.0 - s * m.1, c * m.1 - s * m.2, s * m.0 + c * m.1, s * m.1 + c * m.2]
        for (found, wanted) in zip(rows, [map.x.x, map.x.y, map.y.x, map.y.y]) {
            #expect(abs(found - Float(wanted)) < 1e-4)
        }
        #expect(abs(atan2(s, c) - 0.9) < 1e-4)
    }
}
