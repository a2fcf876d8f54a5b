/// What is behind the figure in a scene: a colour, a picture or a clip, which covers the frame.
package enum FilmBackdrop: Equatable, Sendable {
    case colour(red: UInt8, green: UInt8, blue: UInt8)
    case picture(String)
    /// Over and over.
    case clip(String)

    package static let black = FilmBackdrop.colour(red: 0, green: 0, blue: 0)

    /// A picture or a clip, as its bytes say.
    package init(file path: String) throws(MediaError) {
        self = try MediaBytes(path: path).container.isImage ? .picture(path) : .clip(path)
    }

    /// - Parameter hex: `#rrggbb`; nil for anything else.
    package init?(hex: String) {
        guard hex.utf8.count == 7, hex.first == "#", let number = UInt32(hex.dropFirst(), radix: 16) else { return nil }
        self = .colour(
            red: UInt8(number >> 16 & 255), green: UInt8(number >> 8 & 255), blue: UInt8(number & 255))
    }
}

/// Paints a backdrop for each moment of a scene.
final class BackdropPainter {
    private let backdrop: FilmBackdrop
    private let threads: Int
    /// Of a clip.
    private var reader: VideoReader?
    private var next: VideoFrame?
    /// When the clip began anew; seconds of the scene.
    private var start = 0.0
    private var hasPainted = false

    init(_ backdrop: FilmBackdrop, threads: Int) { (self.backdrop, self.threads) = (backdrop, threads) }

    /// Whether it looks the same all the time.
    var stands: Bool { if case .clip = backdrop { false } else { true } }

    /// Paints what is seen then over all of the frame; a backdrop that stands only once.
    func paint(on frame: Picture, at time: Double) throws(MediaError) {
        guard !stands || !hasPainted else { return }
        switch backdrop {
        case .colour(let red, let green, let blue): frame.fill(red, green, blue)
        case .picture(let path):
            frame.fill(0, 0, 0)
            frame.cover(with: try Self.picture(path, covering: frame))
        case .clip(let path): try advance(path, on: frame, to: time)
        }
        hasPainted = true
    }

    private func advance(_ path: String, on frame: Picture, to time: Double) throws(MediaError) {
        var turns = 0
        while true {
            if next == nil {
                // A clip without a frame would begin anew for ever.
                turns += 1
                guard turns < 3 else { return }
                let fresh = try VideoReader(
                    path: path, within: (frame.width, frame.height), filling: true, threads: threads)
                start = time
                reader = fresh
                next = try fresh.next()
                if !hasPainted { frame.fill(0, 0, 0) }
            }
            guard let reader, let shown = next else { continue }
            let at = Double(shown.pts) * Double(reader.timeBase.num) / Double(max(1, reader.timeBase.den))
            guard start + at <= time + 0.001 else { return }
            frame.cover(with: shown.picture)
            next = try reader.next(into: shown.picture)
            if next == nil, time - start < at + 1 / reader.frameRate { return }
        }
    }

    /// As large as it takes to cover the frame.
    private static func picture(_ path: String, covering frame: Picture) throws(MediaError) -> Picture {
        let small = try StillImage.load(path: path, maxSide: 64).picture
        let scale = max(
            Double(frame.width) / Double(small.width), Double(frame.height) / Double(small.height))
        // A pixel of the small one may be rounding.
        let long = Double(max(small.width, small.height) + 1) * scale
        let short = Double(min(small.width, small.height) + 1) * scale
        let image = try StillImage.load(
            path: path, maxSide: Int(min(long, 8192)), minSide: Int(min(short, 4096))
        ).picture
        image.flatten(over: 0, 0, 0)
        return image
    }
}

extension Picture {
    func fill(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        for pixel in 0..<(width * height) {
            bytes[pixel * 4] = red
            bytes[pixel * 4 + 1] = green
            bytes[pixel * 4 + 2] = blue
            bytes[pixel * 4 + 3] = 255
        }
    }

    /// Copies the middle of a picture over all of this one, as far as it reaches.
    fileprivate func cover(with picture: Picture) {
        place(picture, left: (width - picture.width) / 2, top: (height - picture.height) / 2)
    }

    /// Copies what of a picture lies within this one when its corner lies there.
    package func place(_ picture: Picture, left: Int, top: Int) {
        let columns = max(0, left)..<max(max(0, left), min(width, left + picture.width))
        guard !columns.isEmpty else { return }
        for row in max(0, top)..<max(max(0, top), min(height, top + picture.height)) {
            (bytes + row * rowBytes + columns.lowerBound * 4).update(
                from: picture.bytes + (row - top) * picture.rowBytes + (columns.lowerBound - left) * 4,
                count: columns.count * 4)
        }
    }
}
