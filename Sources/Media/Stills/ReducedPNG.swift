import CLibAV
import CLibPNG
import Glibc

/// A PNG of more pixels than may be held at once, made smaller row by row while libpng reads it.
final class ReducedPNG: DecodedStill {
    let frame: UnsafeMutablePointer<AVFrame>
    private(set) var space: ColourSpace?

    /// Rows that are read before they are scaled.
    private static let strip = 32

    /// - Parameter maxSide: of the long side, as for ``StillImage/load(path:part:maxSide:minSide:)``.
    /// - Throws: ``MediaError/tooLarge(_:)`` when the picture would still be too large.
    init(_ file: MediaBytes, _ header: ImageHeader, maxSide: Int?) throws(MediaError) {
        let factor = ScaledSize.factor(Double(header.width), Double(header.height), maxSide: maxSide, minSide: nil)
        let width = max(1, Int((Double(header.width) * factor).rounded()))
        let height = max(1, Int((Double(header.height) * factor).rounded()))
        guard width * height <= MediaLimits.wholePixels else {
            throw ImageHeader.tooLarge(header.width, header.height, MediaLimits.wholePixels)
        }
        guard let frame = av.av_frame_alloc() else { throw Self.noMemory }
        self.frame = frame
        frame.pointee.width = Int32(width)
        frame.pointee.height = Int32(height)
        frame.pointee.colorspace = AVCOL_SPC_RGB
        _ = file.seek(0, SEEK_SET)  // the header was read before
        // libpng keeps the address.
        let picture = UnsafeMutablePointer<greenroom_png>.allocate(capacity: 1)
        picture.initialize(
            to: greenroom_png(
                source: Unmanaged.passUnretained(file).toOpaque(),
                fill: { source, buffer, count in
                    Unmanaged<MediaBytes>.fromOpaque(source).takeUnretainedValue().take(into: buffer, count: count)
                        ? 1 : 0
                },
                reader: nil, info: nil, channels: 0, profile: nil, profile_size: 0))
        defer {
            greenroom_png_close(picture)
            picture.deallocate()
        }
        guard greenroom_png_open(picture) != 0 else { throw Self.damaged }
        try read(picture, header)
        space = header.space ?? Self.profile(of: picture.pointee)
    }

    deinit {
        var frame = Optional(frame)
        av.av_frame_free(&frame)
    }

    private static let noMemory = MediaError.tooLarge("There is no memory left to read the picture.")
    private static let damaged = MediaError.unreadable("The PNG picture is damaged: it cannot be decoded.")

    private func read(_ picture: UnsafeMutablePointer<greenroom_png>, _ header: ImageHeader) throws(MediaError) {
        let channels = Int(picture.pointee.channels)
        let format = channels == 4 ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24
        frame.pointee.format = format.rawValue
        let scaler = av.sws_getContext(
            Int32(header.width), Int32(header.height), format, frame.pointee.width, frame.pointee.height, format,
            SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP, nil, nil, nil)
        defer { av.sws_freeContext(scaler) }
        guard let scaler, av.av_frame_get_buffer(frame, 0) >= 0 else { throw Self.noMemory }

        let rowBytes = header.width * channels
        // Vector code may touch what lies behind the last row.
        let rows = UnsafeMutablePointer<UInt8>.allocate(capacity: rowBytes * Self.strip + 256)
        defer { rows.deallocate() }
        for first in stride(from: 0, to: header.height, by: Self.strip) {
            let count = min(Self.strip, header.height - first)
            for row in 0..<count {
                guard greenroom_png_read_row(picture, rows + row * rowBytes) != 0 else { throw Self.damaged }
            }
            if channels == 4 { Self.weigh(rows, count: header.width * count) }
            var (source, lines) = ([UnsafePointer(rows), nil, nil, nil], [Int32(rowBytes), 0, 0, 0])
            var (target, widths) = ([frame.pointee.data.0, nil, nil, nil], [frame.pointee.linesize.0, 0, 0, 0])
            guard av.sws_scale(scaler, &source, &lines, Int32(first), Int32(count), &target, &widths) >= 0 else {
                throw Self.damaged
            }
        }
        if channels == 4 { unweigh() }
    }

    /// Colours by their alpha, so that what is hidden does not bleed into the edges.
    private static func weigh(_ pixels: UnsafeMutablePointer<UInt8>, count: Int) {
        for place in stride(from: 0, to: count * 4, by: 4) where pixels[place + 3] < 255 {
            let alpha = UInt32(pixels[place + 3])
            for channel in place..<(place + 3) {
                pixels[channel] = UInt8((UInt32(pixels[channel]) * alpha + 127) / 255)
            }
        }
    }

    private func unweigh() {
        guard let pixels = frame.pointee.data.0 else { return }
        for y in 0..<Int(frame.pointee.height) {
            let row = pixels + y * Int(frame.pointee.linesize.0)
            for place in stride(from: 0, to: Int(frame.pointee.width) * 4, by: 4) where row[place + 3] < 255 {
                let alpha = max(UInt32(row[place + 3]), 1)
                for channel in place..<(place + 3) {
                    row[channel] = UInt8(min((UInt32(row[channel]) * 255 + alpha / 2) / alpha, 255))
                }
            }
        }
    }

    private static func profile(of picture: greenroom_png) -> ColourSpace? {
        guard let bytes = picture.profile, (128...(4 << 20)).contains(picture.profile_size) else { return nil }
        return .profile(Array(UnsafeBufferPointer(start: bytes, count: Int(picture.profile_size))))
    }
}
