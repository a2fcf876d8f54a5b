import Testing

/// The files the probe, the reader and the poster are tried on, and how ffmpeg makes them.
struct MediaSample: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    var testDescription: String { name }

    private init(_ name: String, _ arguments: [String]) { (self.name, self.arguments) = (name, arguments) }

    private static let picture = Fixture.quarters()
    private static let both = Fixture.quarters() + Fixture.tone()
    private static let oneFrame = picture + ["-frames:v", "1"]
    private static let quick = ["-deadline", "realtime", "-cpu-used", "8"]

    static let videos = [
        MediaSample("h264.mp4", both + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]),
        MediaSample(
            "faststart.mp4", both + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "faststart", "-c:a", "aac"]),
        MediaSample("silent.mp4", picture + ["-c:v", "libx264", "-pix_fmt", "yuv420p"]),
        MediaSample("one-frame.mp4", oneFrame + ["-c:v", "libx264", "-pix_fmt", "yuv420p"]),
        MediaSample("tenbit.mp4", picture + ["-c:v", "libx264", "-pix_fmt", "yuv420p10le"]),
        MediaSample("full-range.mp4", picture + ["-c:v", "libx264", "-pix_fmt", "yuvj420p"]),
        MediaSample("yuv444.mov", picture + ["-c:v", "libx264", "-pix_fmt", "yuv444p"]),
        MediaSample("odd.mp4", Fixture.quarters(321, 243) + ["-c:v", "libx264", "-pix_fmt", "yuv444p"]),
        MediaSample(
            "variable.mp4",
            both + [
                "-vf", "select='not(mod(n,3))+not(mod(n,7))'", "-vsync", "vfr", "-c:v", "libx264", "-pix_fmt",
                "yuv420p",
            ]),
        MediaSample(
            "fragments.mp4",
            both + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-c:a", "aac"]),
        MediaSample("mpeg4.mp4", both + ["-c:v", "mpeg4", "-c:a", "libmp3lame"]),
        MediaSample(
            "hevc.mp4",
            both + ["-c:v", "libx265", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none", "-tag:v", "hvc1"]),
        MediaSample(
            "av1.mp4",
            picture + [
                "-c:v", "libaom-av1", "-pix_fmt", "yuv420p", "-cpu-used", "8", "-usage", "realtime", "-frames:v", "5",
            ]),
        MediaSample("alpha.mov", picture + ["-vf", "format=argb,colorchannelmixer=aa=0.5", "-c:v", "qtrle"]),
        MediaSample("pcm.mov", both + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le"]),
        MediaSample("prores.mov", picture + ["-c:v", "prores"]),
        MediaSample("vp9.webm", both + ["-c:v", "libvpx-vp9"] + quick + ["-pix_fmt", "yuv420p", "-c:a", "libopus"]),
        MediaSample("vp8.webm", both + ["-c:v", "libvpx"] + quick + ["-pix_fmt", "yuv420p", "-c:a", "libvorbis"]),
        MediaSample(
            "alpha.webm",
            picture + ["-vf", "format=yuva420p,colorchannelmixer=aa=0.5", "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"]
                + quick),
        MediaSample("h264.mkv", both + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "flac"]),
        MediaSample("live.webm", both + ["-c:v", "libvpx"] + quick + ["-pix_fmt", "yuv420p", "-live", "1"]),
        MediaSample("mpeg4.avi", both + ["-c:v", "mpeg4", "-c:a", "libmp3lame"]),
        MediaSample("mjpeg.avi", both + ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"]),
        MediaSample("theora.ogg", both + ["-c:v", "libtheora", "-pix_fmt", "yuv420p", "-c:a", "libvorbis"]),
    ]

    static let sounds = [
        MediaSample("sound.wav", Fixture.tone()),
        MediaSample("deep.wav", Fixture.tone() + ["-c:a", "pcm_s24le", "-ac", "2"]),
        MediaSample("float.wav", Fixture.tone() + ["-c:a", "pcm_f32le"]),
        MediaSample("adpcm.wav", Fixture.tone() + ["-c:a", "adpcm_ms"]),
        MediaSample("sound.mp3", Fixture.tone() + ["-metadata", "title=Tone"]),
        MediaSample("constant.mp3", Fixture.tone() + ["-write_xing", "0", "-b:a", "64k"]),
        MediaSample("slow.mp3", Fixture.tone() + ["-ar", "22050", "-q:a", "5"]),
        MediaSample("sound.m4a", Fixture.tone()),
        MediaSample("lossless.m4a", Fixture.tone() + ["-c:a", "alac"]),
        MediaSample("sound.ogg", Fixture.tone() + ["-c:a", "libvorbis"]),
        MediaSample("flac.ogg", Fixture.tone() + ["-c:a", "flac"]),
        MediaSample("sound.flac", Fixture.tone()),
        MediaSample("raw.aac", Fixture.tone() + ["-f", "adts"]),
    ]

    static let images = [
        MediaSample("rgb.png", oneFrame + ["-pix_fmt", "rgb24"]),
        MediaSample("alpha.png", oneFrame + ["-pix_fmt", "rgba"]),
        MediaSample("deep.png", oneFrame + ["-pix_fmt", "rgb48be"]),
        MediaSample("gray.png", oneFrame + ["-pix_fmt", "gray"]),
        MediaSample("palette.png", oneFrame + ["-pix_fmt", "pal8"]),
        MediaSample("picture.jpg", oneFrame + ["-pix_fmt", "yuvj420p", "-q:v", "2"]),
        MediaSample("fine.jpg", oneFrame + ["-pix_fmt", "yuvj444p", "-q:v", "2"]),
        MediaSample("gray.jpg", oneFrame + ["-pix_fmt", "gray"]),
        MediaSample("picture.webp", oneFrame + ["-c:v", "libwebp", "-pix_fmt", "yuv420p"]),
        MediaSample("lossless.webp", oneFrame + ["-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra"]),
        MediaSample("alpha.webp", oneFrame + ["-vf", "format=yuva420p,colorchannelmixer=aa=0.5", "-c:v", "libwebp"]),
        MediaSample("picture.bmp", oneFrame + ["-pix_fmt", "bgr24"]),
        MediaSample("picture.gif", oneFrame + ["-pix_fmt", "rgb8"]),
        MediaSample("picture.tiff", oneFrame + ["-pix_fmt", "rgb24"]),
        MediaSample("deep.tiff", oneFrame + ["-pix_fmt", "rgb48le"]),
    ]

    func file() async throws -> String { try await Fixture.shared.file(name, arguments) }

    static func file(_ name: String) async throws -> String {
        guard let sample = (videos + sounds + images).first(where: { $0.name == name }) else {
            throw NoSuchSample(name: name)
        }
        return try await sample.file()
    }
}

struct NoSuchSample: Error {
    let name: String
}
