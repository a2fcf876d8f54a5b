import Glibc

/// Standard output for machines: whole lines, unbuffered, so that a reader sees each one when it is said and a line is
/// never cut by the next.
enum Output {
    /// - Returns: false when nobody reads any more.
    @discardableResult static func write(line: String) -> Bool {
        var text = line
        text.append("\n")
        return text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(STDOUT_FILENO, bytes.baseAddress! + written, bytes.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }
}
