import CLibAV
import Glibc

/// libav's functions for decoding, encoding and converting, under their own names.
let av: greenroom_codecs = {
    let table = UnsafeMutablePointer<greenroom_codecs>.allocate(capacity: 1)
    if greenroom_load_codecs(table) == 0 { endWithoutLibrary() }
    return table.move()
}()

/// libav's functions for containers. They count on ``av``.
let avFormat: greenroom_formats = {
    _ = av
    let table = UnsafeMutablePointer<greenroom_formats>.allocate(capacity: 1)
    if greenroom_load_formats(table) == 0 { endWithoutLibrary() }
    return table.move()
}()

/// libav's functions for filters. They count on ``av``.
let avFilter: greenroom_filters = {
    _ = av
    let table = UnsafeMutablePointer<greenroom_filters>.allocate(capacity: 1)
    if greenroom_load_filters(table) == 0 { endWithoutLibrary() }
    return table.move()
}()

/// Does what the dynamic linker does for a linked library that is missing: one line and status 127.
private func endWithoutLibrary() -> Never {
    let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
    var line =
        "FFmpeg's libraries cannot be loaded: \(reason). On Debian: apt-get install libavfilter8 libavformat59 "
        + "libswscale6\n"
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress!, $0.count) }
    _exit(127)
}
