/// What a file is: the probe's answer, and what a file's page shows.
package struct MediaFacts: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable { case image, video, audio }

    package struct Video: Codable, Equatable, Sendable {
        /// In libav's words: `h264`, `vp9`, `mjpeg`.
        package var codec: String
        /// As seen, after rotation, in stored pixels.
        package var width: Int
        package var height: Int
        /// Average, frames per second; nil for a still and when the file does not say.
        package var fps: Double?
        /// Clockwise degrees the stored pixels are turned by: 0, 90, 180, 270.
        package var rotation: Int
        /// From the file's index, else estimated from length and rate; nil for a still.
        package var frames: Int?
        package var pixelFormat: String?
    }

    package struct Audio: Codable, Equatable, Sendable {
        package var codec: String
        package var sampleRate: Int
        package var channels: Int
    }

    package var kind: Kind
    package var container: Container
    /// The container's own figure, or counted where it has none; rounded down. Nil for a still.
    package var durationMs: Int?
    package var sizeBytes: Int64
    package var video: Video?
    package var audio: Audio?
    /// The codec of the only sound when it cannot be decoded: the video is taken without it.
    package var unreadableSound: String?

    private enum CodingKeys: String, CodingKey {
        case kind, container, video, audio
        case unreadableSound = "unreadable_sound"
        case durationMs = "duration_ms"
        case sizeBytes = "size_bytes"
    }

    /// One line of JSON in the shape of the API.
    package var json: String {
        var object = JSONText()
        object.add("kind", kind.rawValue)
        object.add("container", container.rawValue)
        if let durationMs { object.add("duration_ms", durationMs) }
        object.add("size_bytes", Int(sizeBytes))
        if let video {
            object.open("video")
            object.add("codec", video.codec)
            object.add("width", video.width)
            object.add("height", video.height)
            if let fps = video.fps { object.add("fps", fps) }
            object.add("rotation", video.rotation)
            if let frames = video.frames { object.add("frames", frames) }
            if let format = video.pixelFormat { object.add("pixel_format", format) }
            object.close()
        }
        if let audio {
            object.open("audio")
            object.add("codec", audio.codec)
            object.add("sample_rate", audio.sampleRate)
            object.add("channels", audio.channels)
            object.close()
        }
        if let unreadableSound { object.add("unreadable_sound", unreadableSound) }
        return object.finish()
    }
}

extension MediaFacts.Video {
    private enum CodingKeys: String, CodingKey {
        case codec, width, height, fps, rotation, frames
        case pixelFormat = "pixel_format"
    }
}

extension MediaFacts.Audio {
    private enum CodingKeys: String, CodingKey {
        case codec, channels
        case sampleRate = "sample_rate"
    }
}
