import CLibAV
import CLibHEIF

/// libheif's functions; nil when the library is not installed.
private let heif: greenroom_heif? = {
    let table = UnsafeMutablePointer<greenroom_heif>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_heif(table) == 0 ? nil : table.move()
}()

/// The primary picture of a HEIC or AVIF file, upright, its planes as a frame of libav.
final class HEIFPicture: DecodedStill {
    let frame: UnsafeMutablePointer<AVFrame>
    private(set) var space: ColourSpace?
    private let functions: greenroom_heif
    private let bytes: [UInt8]
    private var context: OpaquePointer?
    private var handle: OpaquePointer?
    private var image: OpaquePointer?

    init(_ file: MediaBytes) throws(MediaError) {
        guard let functions = heif else {
            throw .unsupported(
                "A \(file.container.name) picture cannot be read: libheif is not installed (on Debian: apt-get install "
                    + "libheif1). Or save the picture as JPEG or PNG.")
        }
        guard let frame = av.av_frame_alloc() else {
            throw .tooLarge("There is no memory left to read the picture.")
        }
        (self.functions, self.frame) = (functions, frame)
        bytes = file.bytes(at: 0, count: Int(file.sizeBytes))
        try open(file.container)
        try decode(file.container)
    }

    deinit {
        var frame = Optional(frame)
        av.av_frame_free(&frame)
        if let image { functions.heif_image_release(image) }
        if let handle { functions.heif_image_handle_release(handle) }
        if let context { functions.heif_context_free(context) }
    }

    private static func damaged(_ container: Container) -> MediaError {
        .unreadable(
            "The \(container.name) picture is damaged, or of a kind that cannot be read. Save it as JPEG or PNG.")
    }

    private func open(_ container: Container) throws(MediaError) {
        guard let context = functions.heif_context_alloc() else {
            throw .tooLarge("There is no memory left to read the picture.")
        }
        self.context = context
        functions.heif_context_set_max_decoding_threads(context, 0)
        // The bytes live as long as the context.
        let opened = bytes.withUnsafeBytes {
            functions.heif_context_read_from_memory_without_copy(context, $0.baseAddress, $0.count, nil)
        }
        guard opened.code == heif_error_Ok,
            functions.heif_context_get_primary_image_handle(context, &handle).code == heif_error_Ok, let handle
        else { throw Self.damaged(container) }
        let (width, height) = (
            Int(functions.heif_image_handle_get_width(handle)), Int(functions.heif_image_handle_get_height(handle))
        )
        guard width > 0, height > 0, width * height <= MediaLimits.wholePixels else {
            throw ImageHeader.tooLarge(width, height, MediaLimits.wholePixels)
        }
    }

    private func decode(_ container: Container) throws(MediaError) {
        let hasAlpha = functions.heif_image_handle_has_alpha_channel(handle) != 0
        var decoded = heif_error(code: heif_error_Unsupported_feature, subcode: heif_suberror_Unspecified, message: nil)
        if hasAlpha {
            decoded = functions.heif_decode_image(
                handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, nil)
        }
        if decoded.code != heif_error_Ok {
            decoded = functions.heif_decode_image(
                handle, &image, heif_colorspace_undefined, heif_chroma_undefined, nil)
        }
        guard decoded.code == heif_error_Ok, let image else { throw Self.damaged(container) }
        guard let (format, channels) = layout(of: image) else { throw Self.damaged(container) }
        frame.pointee.format = format.rawValue
        frame.pointee.width = functions.heif_image_get_width(image, channels[0])
        frame.pointee.height = functions.heif_image_get_height(image, channels[0])
        var planes: [(UnsafeMutablePointer<UInt8>, Int32)] = []
        for channel in channels {
            var rowBytes: Int32 = 0
            guard let plane = functions.heif_image_get_plane_readonly(image, channel, &rowBytes) else {
                throw Self.damaged(container)
            }
            planes.append((UnsafeMutablePointer(mutating: plane), rowBytes))
        }
        (frame.pointee.data.0, frame.pointee.linesize.0) = planes[0]
        if planes.count == 3 {
            (frame.pointee.data.1, frame.pointee.linesize.1) = planes[1]
            (frame.pointee.data.2, frame.pointee.linesize.2) = planes[2]
        }
        readColours()
    }

    private func layout(of image: OpaquePointer) -> (AVPixelFormat, [heif_channel])? {
        let chroma = functions.heif_image_get_chroma_format(image)
        if chroma == heif_chroma_interleaved_RGBA { return (AV_PIX_FMT_RGBA, [heif_channel_interleaved]) }
        let isRGB = functions.heif_image_get_colorspace(image) == heif_colorspace_RGB
        let main = isRGB ? heif_channel_G : heif_channel_Y
        let place: Int
        switch functions.heif_image_get_bits_per_pixel_range(image, main) {
        case 8: place = 0
        case 10: place = 1
        case 12: place = 2
        default: return nil
        }
        // libav's planar RGB lies in the order green, blue, red.
        if isRGB {
            return (
                [AV_PIX_FMT_GBRP, AV_PIX_FMT_GBRP10LE, AV_PIX_FMT_GBRP12LE][place],
                [heif_channel_G, heif_channel_B, heif_channel_R]
            )
        }
        let colours = [heif_channel_Y, heif_channel_Cb, heif_channel_Cr]
        switch chroma {
        case heif_chroma_monochrome:
            return ([AV_PIX_FMT_GRAY8, AV_PIX_FMT_GRAY10LE, AV_PIX_FMT_GRAY12LE][place], [heif_channel_Y])
        case heif_chroma_420:
            return ([AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV420P12LE][place], colours)
        case heif_chroma_422:
            return ([AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_YUV422P12LE][place], colours)
        case heif_chroma_444:
            return ([AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_YUV444P12LE][place], colours)
        default: return nil
        }
    }

    /// With the identity for its matrix a picture's first plane is green, the others blue and red.
    private static let planarRGB = [
        AV_PIX_FMT_YUV444P.rawValue: AV_PIX_FMT_GBRP.rawValue,
        AV_PIX_FMT_YUV444P10LE.rawValue: AV_PIX_FMT_GBRP10LE.rawValue,
        AV_PIX_FMT_YUV444P12LE.rawValue: AV_PIX_FMT_GBRP12LE.rawValue,
    ]

    /// What the file says of its colours; full range, the matrix of BT.601 and sRGB where it says nothing (ISO 23000-22,
    /// 7.3.6.4).
    private func readColours() {
        var (primaries, transfer, matrix, isFull) = (1, 13, 6, true)
        var coded: UnsafeMutablePointer<heif_color_profile_nclx>?
        if functions.heif_image_handle_get_nclx_color_profile(handle, &coded).code == heif_error_Ok, let found = coded {
            primaries = Int(found.pointee.color_primaries.rawValue)
            transfer = Int(found.pointee.transfer_characteristics.rawValue)
            matrix = Int(found.pointee.matrix_coefficients.rawValue)
            isFull = found.pointee.full_range_flag != 0
            functions.heif_nclx_color_profile_free(found)
        }
        // The codes of libav are those of H.273.
        frame.pointee.colorspace = AVColorSpace(rawValue: UInt32(matrix == 2 ? 6 : matrix))
        if matrix == 0, let plain = Self.planarRGB[frame.pointee.format] { frame.pointee.format = plain }
        frame.pointee.color_range = isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        space = ColourSpace(primaries: primaries, transfer: transfer)
        let count = functions.heif_image_handle_get_raw_color_profile_size(handle)
        guard (128...(4 << 20)).contains(count) else { return }
        var profile = [UInt8](repeating: 0, count: count)
        if functions.heif_image_handle_get_raw_color_profile(handle, &profile).code == heif_error_Ok {
            space = .profile(profile)
        }
    }
}
