/// The file formats that are read, by the names the product shows.
package enum Container: String, Codable, Sendable, CaseIterable {
    case mp4, mov, m4a, webm, matroska, avi
    case wav, mp3, ogg, flac
    /// Raw AAC in ADTS frames, as recorders write it.
    case aac
    case jpeg, png, webp, bmp, gif, tiff, heic, avif

    package var isImage: Bool {
        switch self {
        case .jpeg, .png, .webp, .bmp, .gif, .tiff, .heic, .avif: true
        default: false
        }
    }

    /// The only demuxer that may look at such a file; stills have none, their bytes go straight to the decoder.
    var demuxer: String? {
        switch self {
        case .mp4, .mov, .m4a: "mov"
        case .webm, .matroska: "matroska"
        case .avi: "avi"
        case .wav: "wav"
        case .mp3: "mp3"
        case .ogg: "ogg"
        case .flac: "flac"
        case .aac: "aac"
        case .jpeg, .png, .webp, .bmp, .gif, .tiff, .heic, .avif: nil
        }
    }

    /// As people write it.
    var name: String {
        switch self {
        case .heic, .avif, .gif, .tiff, .bmp, .png, .jpeg: rawValue.uppercased()
        case .webp: "WebP"
        default: rawValue
        }
    }
}
