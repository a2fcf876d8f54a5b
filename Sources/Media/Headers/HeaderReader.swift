/// Reads what a file is from its headers alone, in memory-safe code and without libav: fast, and the first look at
/// hostile bytes cannot go wrong.
enum HeaderReader {
    /// - Returns: nil when the headers do not tell everything; then libav has to look at frames.
    /// - Throws: ``MediaError`` for what is surely not to be read.
    static func facts(of file: MediaBytes) throws(MediaError) -> MediaFacts? {
        switch file.container {
        case .jpeg, .png, .webp, .bmp, .gif, .tiff, .heic, .avif: try image(file)
        case .mp4, .mov, .m4a: try MovieHeader.read(file)
        case .webm, .matroska: try MatroskaHeader.read(file)
        case .avi: AVIHeader.read(file)
        case .wav: WAVHeader.read(file)
        case .flac: FLACHeader.read(file)
        case .mp3: MP3Header.read(file)
        case .ogg: OggHeader.read(file)
        case .aac: nil
        }
    }

    private static func image(_ file: MediaBytes) throws(MediaError) -> MediaFacts {
        let header = try ImageHeader.read(file)
        let orientation = Orientation(exif: header.exifOrientation)
        let video = MediaFacts.Video(
            codec: header.codec, width: orientation.swapsSides ? header.height : header.width,
            height: orientation.swapsSides ? header.width : header.height, fps: nil, rotation: orientation.degrees,
            frames: nil, pixelFormat: header.pixelFormat)
        return MediaFacts(
            kind: .image, container: file.container, durationMs: nil, sizeBytes: file.sizeBytes, video: video,
            audio: nil)
    }
}
