import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct KernelTests {
    @Test(arguments: [
        Region(centre: FinePoint(20, 15), side: 30, turn: 0),
        Region(centre: FinePoint(11.3, 21.7), side: 17, turn: 0.6),
        Region(centre: FinePoint(2, 2), side: 90, turn: -2.5), Region(centre: FinePoint(400, 2), side: 9, turn: 0),
    ]) func `crops a turned square like the slow way`(region: Region) {
        let picture = Twin.noise(width: 41, height: 30)
        let transform = region.transform(inputSide: 16)
        var input = [Float](repeating: -7, count: 16 * 16 * 3)

        puppet_crop_rgb(picture.view, transform.floats, &input, 16, 16, 2 / 255, -1, false)

        let slow = Twin.crop(picture, transform, side: 16, scale: 2.0 / 255, bias: -1)
        // The kernel stops a thousandth of a pixel short of the last column.
        #expect(zip(input, slow).allSatisfy { abs(Double($0) - $1) < 4e-3 })
    }

    @Test func `writes a mirrored crop right to left`() {
        let picture = Twin.noise(width: 20, height: 20)
        let transform = Region(centre: FinePoint(10, 10), side: 18, turn: 0.3).transform(inputSide: 8).floats
        var (plain, mirrored) = ([Float](repeating: 0, count: 192), [Float](repeating: 0, count: 192))

        puppet_crop_rgb(picture.view, transform, &plain, 8, 8, 1, 0, false)
        puppet_crop_rgb(picture.view, transform, &mirrored, 8, 8, 1, 0, true)

        for index in 0..<64 {
            let there = index / 8 * 8 + 7 - index % 8
            #expect(plain[3 * index..<3 * index + 3] == mirrored[3 * there..<3 * there + 3])
        }
    }

    @Test func `reads a picture of one pixel`() {
        let picture = Twin.noise(width: 1, height: 1)
        var input = [Float](repeating: 0, count: 12)

        puppet_crop_rgb(picture.view, [0.5, 0, 0, 0, 0.5, 0], &input, 2, 2, 1, 0, false)

        #expect(input[0] == Float(picture.bytes[0]) && input[11] == Float(picture.bytes[2]))
    }

    @Test func `steps a one-euro filter like its definition`() {
        let tuning = puppet_one_euro(minimum_cutoff_hz: 1.5, beta: 12, speed_cutoff_hz: 1)
        var (value, speed): ([Float], [Float]) = ([10], [0])
        var (slowValue, slowSpeed) = (10.0, 0.0)
        func share(_ cutoff: Double, _ seconds: Double) -> Double { 1 / (1 + 1 / (2 * .pi * cutoff * seconds)) }

        for (raw, seconds) in [(12.0, 0.04), (30, 0.04), (29, 0.1), (29, 0.033), (-4, 0.04)] {
            puppet_one_euro_step(tuning, [Float(raw)], &value, &speed, 1, 50, Float(seconds))
            let rate = (raw - slowValue) / 50 / seconds
            slowSpeed += share(1, seconds) * (rate - slowSpeed)
            slowValue += share(1.5 + 12 * abs(slowSpeed), seconds) * (raw - slowValue)
            #expect(abs(Double(value[0]) - slowValue) < 1e-3)
        }
    }

    @Test(arguments: [1, 3, 9]) func `blurs like a mean over squares`(radius: Int) {
        let (width, height) = (13, 7)
        let mask: [Float] = (0..<(width * height)).map { index in Float(index * 37 % 101) / 100 }
        var (blurred, scratch) = (mask, mask)

        puppet_box_blur(&blurred, &scratch, Int32(width), Int32(height), Int32(radius))

        for y in 0..<height {
            for x in 0..<width {
                var sum: Float = 0
                for dy in -radius...radius {
                    for dx in -radius...radius {
                        let row = (y + dy).clamped(0...(height - 1))
                        let column = (x + dx).clamped(0...(width - 1))
                        sum += mask[row * width + column]
                    }
                }
                let side = 2 * radius + 1
                let mean: Float = sum / Float(side * side)
                #expect(abs(blurred[y * width + x] - mean) < 1e-4)
            }
        }
    }

    @Test func `finds the eight nearest landmarks in order`() {
        let points: [SIMD3<Float>] = (0..<60).map { index in SIMD3(Float(index * 29 % 61), Float(index * 17 % 53), 0) }
        let middle = SIMD3<Float>(30, 20, 0)
        var (nearest, distance) = ([UInt16](repeating: 0, count: 8), [Float](repeating: 0, count: 8))

        points.withUnsafeBytes { bytes in
            puppet_nearest_landmarks(
                bytes.bindMemory(to: Float.self).baseAddress, 60, 30, 20, &nearest, &distance)
        }

        let slow = points.map { ($0 - middle).length }.sorted().prefix(8)
        #expect(zip(distance, slow).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(zip(nearest, distance).allSatisfy { abs((points[Int($0)] - middle).length - $1) < 1e-4 })
    }

    @Test func `moves a node by head and expression as far as it follows`() {
        let head = puppet_head(x: (2, 0, 0), y: (0, 2, 1), shift: (10, 20))
        var weights = [Float](repeating: 0, count: 8)
        weights[3] = 0.5
        var out: [Float] = [0, 0]

        puppet_move_nodes(
            [1, 1], [3, 4, 5], [0.25], [0, 0, 0, 1, 0, 0, 0, 0], weights, 1, [9, 9, 4, -2], head, &out)

        // The head brings it to (16, 33), the expression to (18, 32), a quarter of the way there from (1, 1).
        #expect(out == [5.25, 8.75])
    }

    @Test func `takes a thumbnail from the middle of each cell`() {
        let picture = Twin.noise(width: 40, height: 30)
        var thumbnail = [UInt8](repeating: 0, count: 8 * 6)

        puppet_luma_thumbnail(picture.view, &thumbnail, 8, 6)

        for (index, luma) in thumbnail.enumerated() {
            let colour = Twin.colour(picture, index % 8 * 5 + 2, index / 8 * 5 + 2)
            #expect(abs(Double(luma) - (0.299 * colour.x + 0.587 * colour.y + 0.114 * colour.z)) < 2)
        }
    }

    @Test(arguments: [SIMD2<Float>(12, 9), SIMD2(0, 0), SIMD2(-50, 4), SIMD2(.nan, 3)])
    func `means the colours of a disc, as far as it lies in the picture`(centre: SIMD2<Float>) {
        let picture = Twin.noise(width: 25, height: 18)
        var mean: [Float] = [-1, -1, -1]

        let count = puppet_mean_disc(picture.view, centre.x, centre.y, 4, &mean)

        var (sum, pixels) = (SIMD3<Double>.zero, 0)
        for y in 0..<18 {
            for x in 0..<25 where (SIMD2(Float(x), Float(y)) + 0.5 - centre).length <= 4 {
                sum += Twin.colour(picture, x, y)
                pixels += 1
            }
        }
        #expect(Int(count) == pixels)
        #expect(pixels == 0 ? mean[0] == -1 : abs(Double(mean[0]) - sum.x / Double(pixels)) < 1e-2)
    }
}
