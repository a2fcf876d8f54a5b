import Glibc
import Media

/// The answer to a file that cannot be read: an error object on standard output and exit status 3.
enum Refusal {
    static func end(_ error: MediaError) -> Never {
        let (code, status): (String, Int32) =
            switch error {
            case .unreadable, .unsupported, .tooLarge, .noVideo, .noFrames: ("unsupported_media", 3)
            case .writeFailed: ("write_failed", 4)
            }
        var object = JSONText()
        object.open("error")
        object.add("code", code)
        object.add("message", error.message)
        object.close()
        Output.write(line: object.finish())
        _exit(status)
    }
}
